"""What can be wrong about templates, codes, redemptions, disputes and cashiers."""

from dvorik.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from dvorik.loyalty.types import AttemptReason, AttemptStatus


class TemplateNotFound(NotFound):
    code = "loyalty.template_not_found"


class TemplateInvalid(Invalid):
    """Fields contradict each other; `errors` names them."""

    code = "loyalty.template_invalid"


class TemplateInactive(Conflict):
    """Nothing is issued from a template that was switched off."""

    code = "loyalty.template_inactive"


class BudgetBelowUse(Conflict):
    """Live redemptions have taken more than the new budget would hold; `errors` says which."""

    code = "loyalty.budget_below_use"


class CampaignNotFound(NotFound):
    code = "loyalty.campaign_not_found"


class CampaignInvalid(Invalid):
    """Fields contradict each other or the template they name; `errors` says which."""

    code = "loyalty.campaign_invalid"


class SlugTaken(Conflict):
    """Another campaign has this link, perhaps in another case, perhaps an archived one."""

    code = "loyalty.slug_taken"


class SlugInUse(Conflict):
    """People have come by this link; it hangs somewhere, and changing it would cut them off."""

    code = "loyalty.slug_in_use"


class CodesLimitBelowUse(Conflict):
    """The campaign has given out more codes than the new limit allows."""

    code = "loyalty.codes_limit_below_use"


class CodesLimitReached(Conflict):
    """The campaign would give out more codes than its limit allows."""

    code = "loyalty.codes_limit_reached"


class LinkUnknown(NotFound):
    """No client bot: `TELEGRAM_MAIN_BOT_TOKEN` is empty, refused, or Telegram does not answer."""

    code = "loyalty.link_unknown"


class DiscountNotFound(NotFound):
    code = "loyalty.discount_not_found"


class DiscountUsedUp(Conflict):
    """A code that has no uses left cannot be blocked or unblocked."""

    code = "loyalty.discount_used_up"


class AlreadyIssued(Conflict):
    """The client holds the code `discount_id` of this template and period."""

    code = "loyalty.already_issued"


class ClientNotEligible(Conflict):
    """The client is blacklisted: nothing is issued to them."""

    code = "loyalty.client_not_eligible"


class CodesExhausted(Unavailable):
    """Almost every code of the template's alphabet is taken."""

    code = "loyalty.codes_exhausted"


class RedemptionNotFound(NotFound):
    code = "loyalty.redemption_not_found"


class UndoTooLate(Conflict):
    """`undo_minutes` have passed; an account with the right may still reverse."""

    code = "loyalty.undo_too_late"


class RedemptionCanceled(Conflict):
    """The redemption was undone or reversed, so there is nothing left to dispute."""

    code = "loyalty.redemption_canceled"


class DisputeNotFound(NotFound):
    code = "loyalty.dispute_not_found"


class DisputeResolved(Conflict):
    """Somebody has decided this dispute the other way; `status` says how."""

    code = "loyalty.dispute_resolved"


class CashierNotFound(NotFound):
    code = "loyalty.cashier_not_found"


class CodeRefused(Conflict):
    """A code was not taken. The attempt is in the log; nothing else changed."""

    code = "loyalty.refused"


class CodeUnknown(CodeRefused):
    code = "loyalty.refused.not_found"


class CodeUsed(CodeRefused):
    code = "loyalty.refused.already_used"


class CodeExpired(CodeRefused):
    code = "loyalty.refused.expired"


class CashierNotActive(CodeRefused):
    code = "loyalty.refused.cashier_not_active"


class CodeAmbiguous(CodeRefused):
    """What was typed reads as any of `candidates`, and they all exist: ask which one."""

    code = "loyalty.refused.ambiguous"


class CodeNotStarted(CodeRefused):
    code = "loyalty.refused.not_started"


class CodeLimitReached(CodeRefused):
    code = "loyalty.refused.limit_reached"


class BillTooSmall(CodeRefused):
    """The bill is under `min_bill_minor`."""

    code = "loyalty.refused.min_bill"


class BillRequired(CodeRefused):
    code = "loyalty.refused.bill_required"


class WrongDay(CodeRefused):
    code = "loyalty.refused.wrong_day"


class WrongHour(CodeRefused):
    code = "loyalty.refused.wrong_hour"


class WrongBranch(CodeRefused):
    code = "loyalty.refused.wrong_branch"


class CodeBlocked(CodeRefused):
    code = "loyalty.refused.blocked"


class SubscriptionLeft(CodeRefused):
    code = "loyalty.refused.subscription_left"


class BudgetSpent(CodeRefused):
    code = "loyalty.refused.budget_spent"


class CampaignEnded(CodeRefused):
    code = "loyalty.refused.campaign_ended"


class CodeBusy(CodeRefused):
    """Somebody is taking this code right now, and it took too long. Try again."""

    code = "loyalty.refused.busy"


REFUSALS: dict[AttemptStatus | AttemptReason, type[CodeRefused]] = {
    AttemptStatus.NOT_FOUND: CodeUnknown,
    AttemptStatus.ALREADY_USED: CodeUsed,
    AttemptStatus.EXPIRED: CodeExpired,
    AttemptStatus.CASHIER_NOT_ACTIVE: CashierNotActive,
    AttemptReason.AMBIGUOUS: CodeAmbiguous,
    AttemptReason.NOT_STARTED: CodeNotStarted,
    AttemptReason.LIMIT_REACHED: CodeLimitReached,
    AttemptReason.MIN_BILL: BillTooSmall,
    AttemptReason.BILL_REQUIRED: BillRequired,
    AttemptReason.WRONG_DAY: WrongDay,
    AttemptReason.WRONG_HOUR: WrongHour,
    AttemptReason.WRONG_BRANCH: WrongBranch,
    AttemptReason.BLOCKED: CodeBlocked,
    AttemptReason.SUBSCRIPTION_LEFT: SubscriptionLeft,
    AttemptReason.BUDGET_SPENT: BudgetSpent,
    AttemptReason.CAMPAIGN_ENDED: CampaignEnded,
    AttemptReason.BUSY: CodeBusy,
}
"""The finer reason speaks; the coarse status does where there is none."""
