#!/usr/bin/env python3
"""Event files as TensorBoard's own writer makes them, and the reading of ours by TensorBoard's own reader.

make_golden.py write          makes golden.tfevents anew (needs: pip install tensorboard)
make_golden.py read FILE      prints what TensorBoard reads in an event file: tag, step, value, wall time
"""
import struct
import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2
from tensorboard.plugins.scalar.summary import scalar_pb
from tensorboard.plugins.text.summary import text_pb
from tensorboard.util import tensor_util
from tensorboard.summary.writer.record_writer import RecordWriter

GOLDEN = Path(__file__).with_name("golden.tfevents")


def simple(tag, value):
    return summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, simple_value=value)])


def tensor(tag, **fields):
    return summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, tensor=tensor_pb2.TensorProto(**fields))])


def shape(*sizes):
    return tensor_shape_pb2.TensorShapeProto(dim=[tensor_shape_pb2.TensorShapeProto.Dim(size=size) for size in sizes])


def events():
    yield event_pb2.Event(wall_time=1.7e9, file_version="brain.Event:2")
    for step in range(1, 4):
        yield event_pb2.Event(wall_time=1.7e9 + step, step=10 * step, summary=simple("loss/train", 1 / step))
    two = simple("accuracy", 0.25)
    two.value.extend(simple("train/epoch_loss", -2.5).value)
    yield event_pb2.Event(wall_time=1.7e9 + 4, step=2**40, summary=two)
    yield event_pb2.Event(wall_time=1.7e9 + 5, step=1, summary=scalar_pb("newer", 0.5))
    yield event_pb2.Event(wall_time=1.7e9 + 6, step=2, summary=tensor("newer", dtype=1, tensor_content=struct.pack("<f", 0.75)))
    yield event_pb2.Event(wall_time=1.7e9 + 7, step=2, summary=tensor("double", dtype=2, double_val=[0.1]))
    yield event_pb2.Event(wall_time=1.7e9 + 8, step=3, summary=tensor("double", dtype=2, tensor_content=struct.pack("<d", 0.2)))
    yield event_pb2.Event(wall_time=1.7e9 + 9, step=3, summary=tensor("vector", dtype=1, tensor_shape=shape(2), float_val=[1, 2]))
    yield event_pb2.Event(wall_time=1.7e9 + 10, step=3, summary=text_pb("words", "hello"))


def write():
    with GOLDEN.open("wb") as file:
        writer = RecordWriter(file)
        for event in events():
            writer.write(event.SerializeToString())


def read(path):
    for event in EventFileLoader(path).Load():
        for value in event.summary.value:
            simple = value.WhichOneof("value") == "simple_value"
            number = value.simple_value if simple else tensor_util.make_ndarray(value.tensor).tolist()
            print(value.tag, event.step, repr(number), repr(event.wall_time))


if __name__ == "__main__":
    write() if sys.argv[1] == "write" else read(sys.argv[2])
