"""Several services' OpenAPI documents as the one that the public sees."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

from backend_services.gateway.body import BodyTooSlow
from backend_services.gateway.errors import RequestTimeout, ServiceUnavailable
from backend_services.gateway.routing import Service, public_path
from backend_services.shared.errors import PayloadTooLarge, TooManyRequests
from backend_services.shared.http.problems import responses

Document: TypeAlias = dict[str, Any]

_SCHEMAS: Final = "#/components/schemas/"
_METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


def merge_documents(own: Document, services: Mapping[Service, Document]) -> Document:
    """The gateway's own document with all that can be reached through it.

    Paths get their public form, those without one are left out. Names that services use for
    different things (`ProductOut` in products and in orders) get the service's name in front.
    """
    shown = {service: _only_public(service, document) for service, document in services.items()}
    schemas, operations = _clashing(_schemas_of, shown), _clashing(_operations_of, shown)
    merged: Document = {**own, "paths": dict(own["paths"]), "components": _components(own)}
    for service, document in shown.items():
        renaming = _Renaming(service, schemas=schemas, operations=operations)
        renamed = renaming.document(document)
        merged["paths"].update(renamed["paths"])
        for kind, entries in _components(renamed).items():
            merged["components"].setdefault(kind, {}).update(entries)
        _add_what_the_edge_answers(renamed["paths"])
    return _only_used(merged)


def _add_what_the_edge_answers(paths: Mapping[str, Any]) -> None:
    for operation in _each_operation(paths):
        edge = responses(TooManyRequests, ServiceUnavailable, RequestTimeout)
        if "requestBody" in operation:
            edge |= responses(PayloadTooLarge, BodyTooSlow)
        for status, response in edge.items():
            operation["responses"].setdefault(str(status), response)


def _each_operation(paths: Mapping[str, Any]) -> Iterable[Document]:
    return (
        operation
        for item in paths.values()
        for method, operation in item.items()
        if method in _METHODS
    )


def _only_public(service: Service, document: Document) -> Document:
    paths = {
        public: item
        for path, item in document["paths"].items()
        if (public := public_path(service, path)) is not None
    }
    return {**document, "paths": paths}


def _components(document: Document) -> dict[str, dict[str, Any]]:
    return {kind: dict(entries) for kind, entries in document.get("components", {}).items()}


def _schemas_of(document: Document) -> dict[str, object]:
    return _components(document).get("schemas", {})


def _operations_of(document: Document) -> dict[str, object]:
    return {
        operation["operationId"]: (path, method)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in _METHODS and "operationId" in operation
    }


def _clashing(
    names_of: Callable[[Document], Mapping[str, object]], documents: Mapping[Service, Document]
) -> frozenset[str]:
    """Names that mean one thing here and another there."""
    meanings: dict[str, list[object]] = {}
    for document in documents.values():
        for name, meaning in names_of(document).items():
            known = meanings.setdefault(name, [])
            if meaning not in known:
                known.append(meaning)
    counted = Counter({name: len(known) for name, known in meanings.items()})
    return frozenset(name for name, count in counted.items() if count > 1)


def _only_used(document: Document) -> Document:
    """Without what only the paths left out have spoken of."""
    components = _components(document)
    schemas = components.get("schemas", {})
    used: set[str] = set()
    found = _references(document["paths"])
    while new := (found & set(schemas)) - used:
        used |= new
        found = {name for known in new for name in _references(schemas[known])}
    operations = _each_operation(document["paths"])
    ways_in = {name for one in operations for rule in one.get("security", ()) for name in rule}
    components["schemas"] = {name: schemas[name] for name in schemas if name in used}
    components["securitySchemes"] = {
        name: scheme
        for name, scheme in components.get("securitySchemes", {}).items()
        if name in ways_in
    }
    return {**document, "components": components}


def _references(node: object) -> set[str]:
    if isinstance(node, str):
        return {node.removeprefix(_SCHEMAS)} if node.startswith(_SCHEMAS) else set()
    if isinstance(node, dict):
        inner = list(cast("Document", node).values())
    else:
        inner = cast("list[object]", node) if isinstance(node, list) else []
    return {name for child in inner for name in _references(child)}


@dataclass(frozen=True, slots=True)
class _Renaming:
    service: Service
    schemas: frozenset[str]
    operations: frozenset[str]

    def schema(self, name: str) -> str:
        return f"{self.service.capitalize()}{name}" if name in self.schemas else name

    def document(self, document: Document) -> Document:
        renamed = cast("Document", self._node(document))
        components = _components(renamed)
        components["schemas"] = {
            self.schema(name): schema for name, schema in components.get("schemas", {}).items()
        }
        return {**renamed, "components": components}

    def _node(self, node: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(node, list):
            return [self._node(item) for item in cast("list[Any]", node)]
        if isinstance(node, dict):
            members = cast("Document", node).items()
            return {key: self._member(key, value) for key, value in members}
        return node

    def _member(self, key: str, value: Any) -> Any:  # noqa: ANN401 - as above
        if isinstance(value, str) and value.startswith(_SCHEMAS):
            return _SCHEMAS + self.schema(value.removeprefix(_SCHEMAS))
        if key == "operationId" and value in self.operations:
            return f"{self.service}_{value}"
        return self._node(value)
