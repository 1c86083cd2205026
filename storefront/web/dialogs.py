"""The browser's own dialogs: they keep the focus in, give it back, and close by Esc."""

import json


def open_script(dialog_id: str, *, on_path: str = "") -> str:
    """Harmless when it is open already, or not on this page.

    With `on_path` it opens there only: whoever has gone on meanwhile is not held up.
    """
    return (
        f"(() => {{ const dialog = document.getElementById({json.dumps(dialog_id)});"
        f" const path = {json.dumps(on_path)};"
        " const here = location.pathname.replace(/\\/$/, '') || '/';"
        " if (dialog && !dialog.open && (!path || path === here)) dialog.showModal(); })()"
    )


def close_script(dialog_id: str) -> str:
    return f"document.getElementById({json.dumps(dialog_id)})?.close()"
