"""What services gave up, why, and back into their queues."""

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.staff_models import DeadLetterBox, DeadLetterRow
from storefront.components.message import message, resting
from storefront.components.moment import moment
from storefront.components.notes import alert
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_parts import answers, small_button, text_link
from storefront.components.staff_question import question
from storefront.components.staff_table import WIDE, cell, head_cell, number_cell, row, staff_table
from storefront.pages.staff.message_rooms import DEAD_LETTERS, corner_page
from storefront.state.staff_dead_letters import ALL, StaffDeadLettersState
from storefront.theme import styles


def dead_letters() -> rx.Component:
    return corner_page(
        "Dead letters",
        rx.cond(StaffDeadLettersState.boxes.length() > 0, _boxes(), _without_boxes()),
        here=DEAD_LETTERS,
        beside=small_button("Look again", on_click=StaffDeadLettersState.load),
    )


def _boxes() -> rx.Component:
    return rx.el.div(
        rx.cond(StaffDeadLettersState.service, _question(), alert(StaffDeadLettersState.error)),
        rx.cond(
            StaffDeadLettersState.is_empty,
            message("Nothing is stuck", "Every event reached those it is for.", icon="mail-check"),
            rx.el.div(
                rx.el.p(
                    "Messages that failed several times in a row. Mend what the reason names, then"
                    " send them back: what was done before is not done again.",
                    class_name=f"{styles.SOFT} max-w-2xl",
                ),
                rx.foreach(StaffDeadLettersState.boxes, _box),
                class_name="flex flex-col gap-room",
            ),
        ),
        class_name="flex flex-col gap-snug",
    )


def _question() -> rx.Component:
    state = StaffDeadLettersState
    return question(
        rx.el.p(
            rx.cond(
                state.letter_id == ALL,
                f"Send everything that {state.service} gave up back into its queue?",
                f"Send message {state.letter_id} back to {state.service}?",
            ),
            " It is worked on once more; what was done before is not done again.",
            class_name="text-small",
            role="status",
        ),
        alert(state.error),
        answers(
            "Send back",
            is_busy=state.is_busy,
            on_yes=state.redrive,
            on_never_mind=state.never_mind,
        ),
        label="Confirm sending back",
        key=f"{state.service} {state.letter_id}",
        # Beside the finger, wherever in a long table it is.
        class_name="sticky top-tight z-20 border border-line md:top-[5rem]",
    )


def _box(box: ObjectVar[DeadLetterBox]) -> rx.Component:
    letters = box.letters.to(list[DeadLetterRow])
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h2(box.label, class_name=styles.SUBHEADING),
                rx.el.p(
                    rx.cond(box.problem, "It does not say what it gave up.", box.summary),
                    class_name=styles.SOFT,
                ),
            ),
            rx.cond(
                (box.waiting.to(int) > 0) | (letters.length() > 0),
                small_button(
                    "Send all back",
                    rx.el.span(f" to {box.service}", class_name=styles.UNSEEN),
                    on_click=StaffDeadLettersState.ask(box.service, ALL),
                ),
            ),
            class_name=f"{styles.ROW} justify-between",
        ),
        rx.cond(box.problem, rx.el.p(box.problem, class_name="text-small text-danger")),
        rx.cond(letters.length() > 0, _letters(box)),
        key=box.service,
        class_name="flex flex-col gap-snug",
    )


def _letters(box: ObjectVar[DeadLetterBox]) -> rx.Component:
    def draw(letter: ObjectVar[DeadLetterRow]) -> rx.Component:
        return row(
            head_cell(rx.el.span(letter.what, class_name="whitespace-nowrap")),
            cell(
                rx.cond(
                    letter.about_href, text_link(letter.about, to=letter.about_href), letter.about
                ),
                rx.cond(
                    letter.contents,
                    rx.el.p(letter.contents, class_name=styles.TINY, role="status"),
                    _look_button(box, letter),
                ),
                class_name="max-w-72 break-words",
            ),
            cell(letter.reason, class_name=f"max-w-96 break-words {WIDE}"),
            cell(moment(letter.happened_at), class_name="whitespace-nowrap"),
            cell(moment(letter.failed_at), class_name="whitespace-nowrap"),
            number_cell(letter.attempts),
            cell(
                small_button(
                    "Send back",
                    rx.el.span(f" message {letter.id}", class_name=styles.UNSEEN),
                    on_click=StaffDeadLettersState.ask(box.service, letter.id),
                ),
                class_name=WIDE,
            ),
            key=letter.id,
        )

    return staff_table(
        box.letters.to(list[DeadLetterRow]),
        draw,
        caption="What it gave up, the newest first",
        columns=("Event", "About", "Reason", "Happened", "Given up", "Attempts", "Next"),
        is_busy=StaffDeadLettersState.is_loading,
    )


def _look_button(box: ObjectVar[DeadLetterBox], letter: ObjectVar[DeadLetterRow]) -> rx.Component:
    return rx.el.button(
        "What it says",
        rx.el.span(f" (message {letter.id})", class_name=styles.UNSEEN),
        type="button",
        on_click=StaffDeadLettersState.look_inside(box.service, letter.id),
        class_name=f"block min-h-6 text-left text-tiny {styles.LINK}",
    )


def _without_boxes() -> rx.Component:
    return rx.cond(
        StaffDeadLettersState.error,
        resting(StaffDeadLettersState.error, on_retry=StaffDeadLettersState.load),
        waiting(bone("h-96 w-full rounded-card"), label="Asking the services"),
    )
