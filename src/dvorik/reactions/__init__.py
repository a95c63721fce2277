"""When X happens, do Y: one file per story. Read it as the product's rule book."""

from dvorik.kernel.events import Reactions

ALL = Reactions()
