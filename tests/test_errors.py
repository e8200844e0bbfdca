import re

from blogdesk import errors


def classes_drawn() -> dict[str, str]:
    """The docstring's tree as child → parent."""
    parents: dict[str, str] = {}
    stack: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^(?P<lead>[\s│├└─]*)(?P<name>[A-Z]\w+)(\s{2,}|$)", line)
        if not found:
            continue
        depth = len(found["lead"])
        while stack and stack[-1][0] >= depth:
            stack.pop()
        if stack:
            parents[found["name"]] = stack[-1][1]
        stack.append((depth, found["name"]))
    return parents


def test_the_drawn_tree_is_the_real_tree() -> None:
    real = {
        cls.__name__: cls.__bases__[0].__name__
        for cls in vars(errors).values()
        if isinstance(cls, type) and issubclass(cls, errors.BlogDeskError) and cls is not errors.BlogDeskError
    }
    assert classes_drawn() == real


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [
        cls.code for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.BlogDeskError)
    ]
    assert len(codes) == len(set(codes))


def test_an_invalid_input_tells_every_fault() -> None:
    error = errors.InvalidInput([errors.FieldFault("title", "is too long"), errors.FieldFault("slug", "is taken")])
    assert str(error) == "title: is too long; slug: is taken"
