"""A believable shop to look at: "Мармеладный Дворик" with its people and two months of trade.

Everything goes through the features' own actions, told which moment it is; what followed from
the events then (receipts, welcome codes) is part of the story already, so nothing is delivered.
"""

from dvorik.demo.errors import ShopNotEmpty
from dvorik.demo.seeding import SeedReport, seed
from dvorik.demo.staff import OWNER_EMAIL, OWNER_PASSWORD

__all__ = ["OWNER_EMAIL", "OWNER_PASSWORD", "SeedReport", "ShopNotEmpty", "seed"]
