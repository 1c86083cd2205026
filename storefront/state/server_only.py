from collections.abc import Callable
from types import MethodType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast, overload

StateT = TypeVar("StateT")
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class ServerOnly(Generic[StateT, Parameters, Result]):
    """A method that one state calls on another.

    Reflex makes an event of every public function of a state, and any browser can send any event.
    A descriptor is no function: this stays on the server.
    """

    def __init__(self, method: Callable[Concatenate[StateT, Parameters], Result]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    @overload
    def __get__(
        self, state: None, owner: type[StateT]
    ) -> "ServerOnly[StateT, Parameters, Result]": ...

    @overload
    def __get__(self, state: StateT, owner: type[StateT]) -> Callable[Parameters, Result]: ...

    def __get__(self, state: StateT | None, owner: type[StateT]) -> Any:
        if state is None:
            return self
        return cast("Callable[Parameters, Result]", MethodType(self._method, state))


def server_only(
    method: Callable[Concatenate[StateT, Parameters], Result],
) -> ServerOnly[StateT, Parameters, Result]:
    return ServerOnly(method)
