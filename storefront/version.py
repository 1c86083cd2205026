from typing import Final

VERSION: Final = "0.1.0"  # pyproject.toml's; a test keeps them together
