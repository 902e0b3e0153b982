"""The same solvers with NumPy and SciPy on one core: the peer of `npm run bench:solvers`.

A case is a kind and its sizes, as in `open_case`.
"""

import time

import numpy as np
import scipy
from scipy import ndimage, sparse
from scipy.linalg import lapack, solve_banded
from scipy.sparse.linalg import splu
from serve import offer, serve

RATE = 0.05
LOW, HIGH = -2.5, 2.5
STEP = 0.05
GAMMA = 2 - np.sqrt(2)

def tilts(count, frequency):
    return np.cos(frequency * np.arange(count) + 0.3)


def operator_1d(cells, maps):
    """The distribution function pulled back: Newton for all preimages at once, Hermite weights."""
    edges = np.linspace(LOW, HIGH, cells + 1)
    width = edges[1] - edges[0]
    a = tilts(maps, 1.7)

    def image(x, tilt):
        return x - RATE * (x**3 - x + tilt)

    def build():
        target = np.broadcast_to(edges, (maps, cells + 1))
        tilt = a[:, None]
        x = np.array([np.interp(edges, image(edges, t), edges) for t in a])
        for _ in range(4):
            x -= (image(x, tilt) - target) / (1 - RATE * (3 * x * x - 1))
            np.clip(x, LOW, HIGH, out=x)
        position = (x - LOW) / width
        j = np.clip(position.astype(np.int64), 0, cells - 1)
        u = position - j
        v = 1 - u
        right = u * u * (3 - 2 * u)
        weights = np.stack([1 - right, right, u * v * v, -u * u * v]) / maps
        columns = np.stack([j, j + 1, cells + 1 + j, cells + 2 + j])
        rows = np.broadcast_to(np.arange(cells + 1), (4, maps, cells + 1))
        entries = (weights.ravel(), (rows.ravel(), columns.ravel()))
        return sparse.coo_matrix(entries, shape=(cells + 1, 2 * cells + 2)).tocsr()

    name = f"operator 1-D {cells} × {maps}"
    matrix = offer(f"{name} build", "NumPy Newton for all preimages, coo to csr", build)
    f = np.arange(cells + 1) / cells
    bands = np.ones((3, cells + 1))
    bands[1] = 4
    vector = np.empty(2 * cells + 2)

    def apply():
        right = np.empty(cells + 1)
        right[1:-1] = 3 * (f[2:] - f[:-2])
        right[0] = right[-1] = f[1] - f[0]
        rise = np.diff(f)
        slopes = solve_banded((1, 1), bands, right)
        limit = 3 * np.minimum(np.append(rise, rise[-1]), np.insert(rise, 0, rise[0]))
        vector[: cells + 1] = f
        vector[cells + 1 :] = np.clip(slopes, 0, limit)
        return np.maximum.accumulate(matrix @ vector)

    offer(f"{name} apply", "solve_banded for the slopes, csr @ vector", apply)


def quintic_weights(f):
    """The six weights of a quintic B-spline at fraction f."""
    weights = [np.ones_like(f)]
    for k in range(1, 6):
        saved = np.zeros_like(f)
        following = []
        for r in range(k):
            part = weights[r] / k
            following.append(saved + (r + 1 - f) * part)
            saved = (f + k - 1 - r) * part
        weights = [*following, saved]
    return weights


def operator_2d(cells, maps, largest):
    """Deposits of all maps as one csr matrix, duplicates summed; then ndimage's spline filter."""
    width = (HIGH - LOW) / cells
    centres = LOW + width * (np.arange(cells) + 0.5)
    x, y = (g.ravel() for g in np.meshgrid(centres, centres, indexing="ij"))

    def deposits(a, b):
        to_x = x - RATE * (x**3 - x + a + x * y * y)
        to_y = y - RATE * ((1 + x * x) * y + b)
        px, py = (to_x - LOW) / width - 0.5, (to_y - LOW) / width - 0.5
        i, j = np.floor(px).astype(np.int32), np.floor(py).astype(np.int32)
        inside = (i >= 2) & (i < cells - 3) & (j >= 2) & (j < cells - 3)
        i, j = i[inside], j[inside]
        wx = np.stack(quintic_weights(px[inside] - i))
        wy = np.stack(quintic_weights(py[inside] - j))
        taps = np.arange(-2, 4, dtype=np.int32)
        rows = (i + taps[:, None])[:, None] * cells + (j + taps[:, None])[None]
        values = wx[:, None] * wy[None] / maps
        sources = np.broadcast_to(np.flatnonzero(inside).astype(np.int32), rows.shape)
        entries = (values.ravel(), (rows.ravel(), sources.ravel()))
        return sparse.coo_matrix(entries, shape=(cells**2, cells**2)).tocsr()

    def build():
        # Map by map: all deposits at once would not fit into memory on fine grids.
        total = None
        for a, b in zip(tilts(maps, 1.7), tilts(maps, 2.9)):
            matrix = deposits(largest * a, largest * b)
            total = matrix if total is None else total + matrix
        return total

    name = f"operator 2-D {cells}² × {maps}" + (" far apart" if largest > 1 else "")
    matrix = offer(f"{name} build", "NumPy deposits, coo to csr, sum over maps", build)
    masses = np.full(cells**2, 1 / cells**2)

    def apply():
        return ndimage.spline_filter((matrix @ masses).reshape(cells, cells), order=5)

    does = f"csr @ vector with {matrix.nnz / 1e6:.1f} million entries, ndimage.spline_filter"
    offer(f"{name} apply", does, apply)


def tridiagonal_step(p, bands, factored):
    """TR-BDF2 as walkerlab does it, on lines laid end to end."""
    lower, diagonal, upper = bands
    right = (2 - diagonal) * p
    right[1:] -= lower * p[:-1]
    right[:-1] -= upper * p[1:]
    middle = lapack.dgttrs(*factored, right)[0]
    weight = 1 / (GAMMA * (2 - GAMMA))
    return lapack.dgttrs(*factored, weight * middle + (1 - weight) * p)[0]


def tridiagonal(n, step):
    """Jump rates of a diffusion with some drift along a line of n cells, factored."""
    share = GAMMA * step / 2 * 40
    lower = np.full(n - 1, -1.1 * share)
    upper = np.full(n - 1, -0.9 * share)
    diagonal = np.full(n, 1 + 2 * share)
    return (lower, diagonal, upper), lapack.dgttrf(lower, diagonal, upper)[:5]


def fokker_planck_1d(cells):
    bands, factored = tridiagonal(cells, STEP)
    p = np.full(cells, 1 / cells)
    does = "the same TR-BDF2 step, LAPACK dgttrs factored once"
    offer(f"fokkerPlanck 1-D {cells} step", does, lambda: tridiagonal_step(p, bands, factored))


def fokker_planck_2d(cells, unsplit):
    lines, factored = tridiagonal(cells**2, STEP)
    p = np.full(cells**2, 1 / cells**2)

    def split():
        # Three families of lines, two of them twice; those across memory are copied into lines.
        q = tridiagonal_step(p, lines, factored)
        for turn in range(4):
            if turn % 2 == 0:
                q = q.reshape(cells, cells).T.ravel()
            q = tridiagonal_step(q, lines, factored)
        return q

    name = f"fokkerPlanck 2-D {cells}² step"
    offer(name, "the same split step, LAPACK dgttrs factored once", split)
    if not unsplit:
        return
    share = GAMMA * STEP / 2 * 40
    offsets = (1, cells, cells + 1)
    off = sparse.diags([1.0] * 6, [*offsets, *(-o for o in offsets)], shape=(cells**2, cells**2))
    matrix = (sparse.diags(1 + share * np.asarray(off.sum(axis=0)).ravel()) - share * off).tocsc()
    does = "splu of the whole seven-point matrix"
    lu = offer(f"{name} (factor)", does, lambda: splu(matrix))
    explicit = (2 * sparse.identity(cells**2) - matrix).tocsr()
    weight = 1 / (GAMMA * (2 - GAMMA))

    def whole():
        middle = lu.solve(explicit @ p)
        return lu.solve(weight * middle + (1 - weight) * p)

    offer(f"{name} (unsplit)", "TR-BDF2 of the whole matrix, splu factored once", whole)


def open_case(case):
    """Cells, with maps and the largest tilt for operators; SciPy takes minutes for finer ones."""
    kind, cells = case["kind"], case["cells"]
    if kind == "operator1d":
        operator_1d(cells, case["maps"])
    elif kind == "operator2d" and cells <= (256 if case["tilt"] == 1 else 128):
        operator_2d(cells, case["maps"], case["tilt"])
    elif kind == "fokkerPlanck1d":
        fokker_planck_1d(cells)
    elif kind == "fokkerPlanck2d":
        fokker_planck_2d(cells, cells <= 256)


serve(
    f"SciPy {scipy.__version__}, NumPy {np.__version__}, one core, float64",
    open_case,
    time.process_time,
)
