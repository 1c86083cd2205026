"""The passwords of eight or more characters that head every published list of leaked ones.

NIST SP 800-63B, 5.1.1.2 asks for such a comparison. Guesses are limited per account besides
(use_cases/prove_password.py), so the few that are tried first are enough.
"""

from typing import Final

_TRIED_FIRST: Final = """
00000000 11111111 12121212 12341234 123123123 12345678 123456789 1234567890 87654321
88888888 987654321 0987654321 99999999 1q2w3e4r 1q2w3e4r5t 1qaz2wsx asdfghjk asdfghjkl
baseball basketball computer corvette football iloveyou internet jennifer letmein1
liverpool michelle password princess q1w2e3r4 qazwsxedc qwerty123 qwertyui qwertyuiop
samsung1 starwars sunshine superman trustno1 whatever zaq12wsx
"""
COMMON: Final = frozenset(_TRIED_FIRST.split())
