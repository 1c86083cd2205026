"""The browser's own dialogs: they keep the focus in, give it back, and close by Esc."""

import json


def open_script(dialog_id: str) -> str:
    """Harmless when it is open already, or not on this page."""
    return (
        f"(() => {{ const dialog = document.getElementById({json.dumps(dialog_id)});"
        " if (dialog && !dialog.open) dialog.showModal(); })()"
    )


def close_script(dialog_id: str) -> str:
    return f"document.getElementById({json.dumps(dialog_id)})?.close()"
