"""Coroutines in tests that share a process with others."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def in_thread(act: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in a thread of its own: a browser of other tests may have a loop that runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act, *arguments).result()


def awaited(wanted: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine likewise."""
    return in_thread(asyncio.run, wanted)
