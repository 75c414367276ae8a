"""The picture that other sites show beside a link to this one."""

from io import BytesIO

from builder.settings import CLAIM, ROLES, TITLE

WIDTH, HEIGHT = 1200, 630
PAPER, INK, GREY = "#fcfcfa", "#23262d", "#5a5d64"
INPUT, OUTPUT = (105, 315), (465, 315)
MEMORIES = [(285, 495), (285, 315), (285, 135)]
RADIUS = 54


def draw() -> bytes:
    """Draw a network with one hidden layer, in the roles' colours, and the book's name, as PNG."""
    # A build that is given the last one's picture does not wait for Matplotlib to load.
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.patches import Circle  # noqa: PLC0415

    with mpl.rc_context(mpl.rcParamsDefault):
        figure = Figure((WIDTH / 100, HEIGHT / 100), dpi=100, facecolor=PAPER)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, HEIGHT))
        axes.set_axis_off()
        for memory in MEMORIES:
            for end in (INPUT, OUTPUT):
                axes.plot(*zip(memory, end, strict=True), color=INK, linewidth=5, zorder=1)
        first, second, *_, last = [*ROLES.values()] * 2
        marks = [(INPUT, first), *((one, second) for one in MEMORIES), (OUTPUT, last)]
        for place, colour in marks:
            axes.add_patch(Circle(place, RADIUS, color=colour, zorder=2))
        axes.text(580, 350, TITLE, family="DejaVu Serif", size=66, weight="bold", color=INK)
        for number, line in enumerate(CLAIM):
            axes.text(584, 265 - 42 * number, line, family="DejaVu Sans", size=20, color=GREY)
        picture = BytesIO()
        figure.savefig(picture, format="png", facecolor=PAPER, metadata={"Software": None})
    return picture.getvalue()
