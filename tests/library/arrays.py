"""Arrays as users have them: of any size of number, in any layout of memory, of any real dtype."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp


def _read_only(a):
    a = a.copy()
    a.flags.writeable = False
    return a


LAYOUTS = {
    "plain": lambda a: a,
    "Fortran order": np.asfortranarray,
    "strided": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    "backwards": lambda a: a[..., ::-1].copy()[..., ::-1],
    "foreign bytes": lambda a: a.astype(a.dtype.newbyteorder()),
    "read-only": _read_only,
    "list": lambda a: a.tolist(),
}


def floats(width=64, **bounds):
    """Return every finite float, subnormals and zeros included, often ties and extremes."""
    largest = float(np.finfo(f"f{width // 8}").max)
    smallest = float(np.finfo(f"f{width // 8}").smallest_subnormal)
    special = [0.0, -0.0, 1.0, -1.0, largest, -largest, smallest, -smallest, 1e-30, 1e30]
    low, high = bounds.get("min_value", -largest), bounds.get("max_value", largest)
    return st.sampled_from([s for s in special if low <= s <= high]) | st.floats(
        width=width, allow_nan=False, allow_infinity=False, **bounds
    )


def vectors(*shape, width=64, **bounds):
    """Return arrays of a shape with finite floats of any size."""
    return hnp.arrays(f"f{width // 8}", shape, elements=floats(width, **bounds))


widths = st.sampled_from([32, 64])
