"""Every action in one table, in the order in which the desk offers them."""

from collections.abc import Mapping

from safeconduct.domain.life.act import Act
from safeconduct.domain.life.acts_of_decision import THE_DECISION, THE_ENDS, THE_HANDOVER
from safeconduct.domain.life.acts_of_talk import THE_CONVERSATION, THE_PERSON, THE_QUEUE
from safeconduct.domain.life.words import Action

ACTS: Mapping[Action, Act] = {
    **THE_PERSON,
    **THE_CONVERSATION,
    **THE_QUEUE,
    **THE_DECISION,
    **THE_HANDOVER,
    **THE_ENDS,
}
