"""What the demo shop's other customers bought in the last three months."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from backend_services.orders.demo.story import CANCELLED_AT_ONCE, DemoOrder, arrived

_CHANGED_THEIR_MIND: Final = frozenset({5, 19, 31})  # places below

# Days ago, who, units by SKU; oldest first, and nothing before it was listed.
_BOUGHT: Final[tuple[tuple[float, str, Mapping[str, int]], ...]] = (
    (88.6, "emil", {"FLB-039": 1, "PSB-050": 1}),
    (87.2, "deniz", {"SND-008": 1, "MGG-063": 1, "PPL-040": 1}),
    (85.2, "emil", {"KSC-031": 1}),
    (83.2, "ida", {"KSC-031": 1, "PPL-040": 2, "SND-008": 1}),
    (80.2, "clara", {"CLB-056": 1}),
    (78.2, "emil", {"KSC-031": 1, "FRL-057": 1, "RSS-041": 1}),
    (75.9, "emil", {"RSS-041": 1}),
    (73.3, "clara", {"SND-008": 1, "CLB-056": 2, "FLB-039": 2}),
    (71.2, "fatou", {"RSS-041": 1, "PPL-040": 1}),
    (68.6, "emil", {"CLB-056": 1}),
    (66.4, "clara", {"KYB-062": 1, "CHS-049": 1}),
    (64.1, "bruno", {"FRP-015": 2}),
    (61.4, "ida", {"SDT-064": 2}),
    (58.4, "fatou", {"PSB-050": 1}),
    (56.5, "deniz", {"MGG-063": 1, "MXB-013": 1}),
    (54.0, "fatou", {"MXB-013": 1}),
    (51.7, "deniz", {"ABC-047": 1, "CLB-056": 1}),
    (49.8, "clara", {"HKB-026": 1, "MGG-063": 1}),
    (48.4, "deniz", {"PSB-050": 2}),
    (47.0, "bruno", {"CHS-049": 1, "MGG-063": 1}),
    (44.3, "bruno", {"FLB-039": 2, "CHS-049": 1, "STE-045": 1}),
    (42.9, "fatou", {"KSC-031": 1}),
    (41.3, "clara", {"MGG-063": 1, "SLD-025": 1}),
    (40.1, "bruno", {"KYB-062": 1, "STE-045": 1}),
    (37.6, "deniz", {"SDT-064": 2}),
    (35.6, "ida", {"CCT-068": 1, "ABC-047": 1}),
    (32.5, "emil", {"SLD-025": 1, "MXB-013": 1}),
    (31.2, "emil", {"FRL-057": 1}),
    (29.8, "ida", {"KYB-062": 1, "STM-003": 1}),
    (27.0, "deniz", {"RSS-041": 1, "PLC-012": 1, "MGG-063": 1}),
    (25.6, "clara", {"ABC-047": 2, "CHS-049": 1}),
    (24.2, "fatou", {"SDL-067": 1}),
    (21.2, "fatou", {"PPL-040": 1, "PLC-012": 1, "SDT-064": 1}),
    (18.4, "emil", {"PPL-040": 1, "MXB-013": 1, "CCT-068": 1}),
    (15.7, "deniz", {"CCT-068": 1}),
    (13.1, "clara", {"MXB-013": 2}),
    (10.5, "deniz", {"SDL-067": 1}),
    (8.8, "bruno", {"FLB-039": 1, "TDB-042": 1, "LRP-066": 1}),
    (7.4, "deniz", {"MXB-013": 1}),
    (5.0, "fatou", {"SDL-067": 1, "TBR-002": 1, "YYO-043": 1}),
)

HISTORY: Final = tuple(
    DemoOrder(
        timedelta(days=days),
        lines,
        CANCELLED_AT_ONCE if place in _CHANGED_THEIR_MIND else arrived(f"VT-1000{place:02}-US"),
        buyer=f"{name}@example.com",
    )
    for place, (days, name, lines) in enumerate(_BOUGHT)
)

# Filled, and not ordered: not every cart is.
LEFT_CARTS: Final = tuple(
    DemoOrder(timedelta(days=days), lines, buyer=f"{name}@example.com")
    for days, name, lines in (
        (6.2, "clara", {"RSS-041": 1}),
        (3.1, "bruno", {"STM-003": 1, "KYB-062": 1}),
        (1.4, "emil", {"SLD-025": 1}),
    )
)
