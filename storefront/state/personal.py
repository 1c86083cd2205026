from typing import Final, TypeVar

import reflex as rx

StateT = TypeVar("StateT", bound=type[rx.State])

REGISTERED: Final[list[type[rx.State]]] = []


def personal(state: StateT) -> StateT:
    """Mark a state that holds what belongs to one person: it is emptied when they leave the tab.

    For those states that need to know `SessionState`, which so cannot know them.
    """
    REGISTERED.append(state)
    return state
