"""Products from a file: look at what it would do, then do it."""

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.staff_models import BadLine
from storefront.components.breadcrumbs import breadcrumbs
from storefront.components.drop_zone import drop_zone
from storefront.components.message import message
from storefront.components.notes import alert, note
from storefront.components.staff_parts import (
    export_link,
    more_button,
    panel,
    small_button,
    small_link,
)
from storefront.components.staff_table import cell, head_cell, row, staff_table
from storefront.pages.staff.frame import staff_page
from storefront.state.staff_import import UPLOAD, StaffImportState
from storefront.theme import styles


def product_import() -> rx.Component:
    return staff_page(
        "Import products",
        breadcrumbs(("Products", "/staff/products"), here="Import"),
        rx.el.div(
            rx.cond(
                StaffImportState.result,
                _result(),
                rx.cond(
                    StaffImportState.is_importing,
                    _at_work(),
                    rx.fragment(_choose(), rx.cond(StaffImportState.file_name, _what_it_does())),
                ),
            ),
            alert(StaffImportState.error),
            class_name=f"{styles.STACK} mt-base",
        ),
        here="/staff/products",
        beside=export_link(StaffImportState.export_href),
    )


def _choose() -> rx.Component:
    return panel(
        "The file",
        rx.el.p(
            "A CSV file as the export writes it. Products are known by their SKU: new ones are"
            " made, the others are changed. A column that you leave out stays as it is. All lines"
            " are imported, or none.",
            class_name=f"{styles.SMALL} mb-snug max-w-2xl",
        ),
        drop_zone(
            rx.el.p("Drop a CSV file here, or ", rx.el.strong("choose one"), ". At most 5 MB."),
            rx.cond(
                StaffImportState.is_busy,
                _bar(StaffImportState.upload_progress, label="Sending the file"),
            ),
            upload_id=UPLOAD,
            label="A CSV file",
            accept={"text/csv": [".csv"]},
            most_megabytes=5,
            on_drop=StaffImportState.check(
                rx.upload_files(upload_id=UPLOAD, on_upload_progress=StaffImportState.tell_progress)
            ),
        ),
    )


def _what_it_does() -> rx.Component:
    return panel(
        StaffImportState.file_name,
        rx.el.p(StaffImportState.summary, role="status", class_name=styles.SMALL),
        rx.cond(
            StaffImportState.bad_lines.length() > 0,
            _bad_lines(),
            rx.cond(
                StaffImportState.is_ready,
                rx.el.button(
                    StaffImportState.question,
                    type="button",
                    on_click=StaffImportState.import_it,
                    class_name=f"{styles.DARK} mt-base",
                ),
                rx.el.p("There is nothing to import.", class_name=f"{styles.SOFT} mt-tight"),
            ),
        ),
    )


def _bad_lines() -> rx.Component:
    def line(one: ObjectVar[BadLine]) -> rx.Component:
        return row(
            head_cell(one.line),
            cell(one.sku, class_name="break-all"),
            cell(one.field, class_name="whitespace-nowrap"),
            cell(one.reason),
            key=one.key,
        )

    return rx.el.div(
        note(
            "Some lines are wrong, so nothing can be imported. Mend them and choose the file"
            " again; nothing was changed.",
            tone="rose",
        ),
        staff_table(
            StaffImportState.bad_lines,
            line,
            caption="What is wrong, by line",
            columns=("Line", "SKU", "Field", "What is wrong"),
            class_name="md:min-w-[32rem]",
        ),
        rx.el.p(StaffImportState.shown_of, class_name=styles.SOFT, role="status"),
        more_button(
            StaffImportState.has_more,
            is_busy=StaffImportState.is_busy,
            on_click=StaffImportState.show_more,
        ),
        class_name="mt-base flex flex-col gap-snug",
    )


def _at_work() -> rx.Component:
    return panel(
        StaffImportState.file_name,
        rx.el.p("Importing. You may leave this page; it goes on.", class_name=styles.SMALL),
        _bar(StaffImportState.progress, label="Lines that are through"),
        rx.el.p(f"{StaffImportState.progress} %", class_name=f"{styles.SOFT} tabular"),
    )


def _result() -> rx.Component:
    return message(
        "Imported",
        StaffImportState.result,
        small_link("See the products", to="/staff/products"),
        small_button("Import another file", on_click=StaffImportState.start_over),
        icon="check",
    )


def _bar(value: rx.Var[int], *, label: str) -> rx.Component:
    return rx.el.progress(
        value=value,
        max="100",
        class_name="mt-tight w-full accent-ink",
        custom_attrs={"aria-label": label},
    )
