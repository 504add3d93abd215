import matplotlib
import pytest

from nnfoundations.networks.mlp import MLP
from nnfoundations.panels import scaling
from nnfoundations.panels.scaling import result, scaling_panel

matplotlib.use("Agg")


def test_the_network_is_that_of_the_chapter():
    parameters = sum(p.numel() for p in MLP(10, 256, 0.1, 784).parameters())
    assert scaling.NUM_BYTES == 4 * parameters == 4 * 203_530


def test_moving_the_controls_moves_the_prediction():
    panel = scaling_panel()
    assert panel.png.startswith(b"\x89PNG")
    before = panel.result
    panel.controls["gigabits"].value = 1000
    faster = panel.result
    assert faster.speed_up > before.speed_up
    panel.controls["batch_size"].value = 65536
    assert panel.result.speed_up > faster.speed_up
    panel.controls["machines"].value = 1
    assert panel.result.speed_up == 1


def test_on_a_slow_network_one_machine_is_best():
    shown = result(4, 1, 20, 256)
    assert shown.best == 1
    assert shown.speed_up < 1


def test_the_prediction_by_hand():
    shown = result(2, 8, 10, 256)
    compute = 209_453_056 / 50e9
    assert shown.work.compute == pytest.approx(compute)
    communication = 814_120 / 1e9 + 2 * 10e-6
    assert shown.speed_up == pytest.approx(compute / (compute / 2 + communication))


def test_the_picture_rings_the_prediction_and_tells_it():
    figure, shown = scaling._draw(
        machines=4, gigabits=10, microseconds=20, batch_size=4096
    )
    (ring,) = [x for x in figure.axes[0].lines if x.get_marker() == "o"]
    assert ring.get_xydata().tolist() == [[4, shown.speed_up]]
    told = f"4 machines: {shown.speed_up:.2f} times; best: {shown.best:g}"
    assert figure.get_suptitle() == told
    matplotlib.pyplot.close(figure)


def test_settings_out_of_range_are_refused():
    with pytest.raises(ValueError, match="gigabits"):
        result(2, 0, 10, 256)
    with pytest.raises(ValueError, match="latency"):
        result(2, 1, -10, 256)
