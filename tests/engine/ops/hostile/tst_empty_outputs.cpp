// SPDX-License-Identifier: Apache-2.0
/// @file
/// Indices and ids are checked although nothing is computed with them: where TensorFlow refuses an
/// op whose outputs are empty, so does Weft.

#include <QTest>

#include "tests/support/op_compare.h"
#include "tests/support/op_runner.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstEmptyOutputs : public QObject {
    Q_OBJECT

private slots:
    void idsAreRefusedAllTheSame() {
        FAILS_OP("UnsortedSegmentSum", {"float [[1],[2]]", "int32 [0,9]", "int32 0"},
                 "segment_ids");
        FAILS_OP("SegmentSum", {"float zeros [2,0]", "int32 [1,0]"}, "segment");
        FAILS_OP("SparseToDense", {"int32 [[7]]", "int32 [0]", "float [1]", "float 0"}, "[");
        FAILS_OP("ReverseSequence", {"float zeros [2,3,0]", "int64 [9,1]"}, "seq_len",
                 {{"seq_dim", std::int64_t{1}}});
        FAILS_OP("DynamicPartition", {"float zeros [2,0]", "int32 [0,9]"}, "not in [0, 2)",
                 {{"num_partitions", std::int64_t{2}}});
        FAILS_OP("DynamicPartition", {"float [[1,2]]", "int32 -2"}, "not in [0, 1)",
                 {{"num_partitions", std::int64_t{1}}});
        FAILS_OP("Bincount", {"int32 [-1]", "int32 0", "float zeros [0]"}, "non-negative");
        FAILS_OP("DenseBincount", {"int32 [-1]", "int32 0", "float zeros [0]"}, "non-negative");
        FAILS_OP("CropAndResize",
                 {"float zeros [1,2,2,0]", "float [[0,0,1,1]]", "int32 [9]", "int32 [2,2]"},
                 "box_ind", {}, "OUT_OF_RANGE");
    }
    /// What TensorFlow's shape functions pass over is found at run, not when a graph is read.
    void someMistakesAreLeftToTheRun() {
        COMPARE_SHAPES("<unknown>", "Cumsum", {"float [2,3]", "int32 [1]"});
        COMPARE_SHAPES("[3]", "Sum", {"float [2,3]", "= int32 [0,0]"});
        COMPARE_SHAPES("[?,3]", "SegmentSum", {"float [2,3]", "int32 [5]"});
        COMPARE_SHAPES("[2,?]", "OneHot", {"int32 [2]", "int32 [1]", "float [1]", "float []"});
        FAILS_OP("Cumsum", {"float [1,2]", "int32 [0]"}, "rank");
        FAILS_OP("OneHot", {"int32 [1]", "int32 2", "float [1]", "float 0"}, "on_value");
        FAILS_OP("PadV2", {"float [1]", "int32 [[1,1]]", "float [0]"}, "constant_values");
        FAILS_OP("SparseToDense", {"int32 [0]", "int32 [2]", "float [1]", "float [0]"},
                 "default_value");
    }
    void rowsOfNothingComeFromAnywhere() {
        COMPARE_OP("float32[1,0]:", "GatherV2", {"float zeros [3,0]", "int32 [7]", "int32 0"});
        COMPARE_OP("float32[3,0]:", "UnsortedSegmentSum",
                   {"float zeros [2,0]", "int32 [0,9]", "int32 3"});
    }
};

namespace {
const Registered<TstEmptyOutputs> registered;
}  // namespace

}  // namespace weft::test

#include "tst_empty_outputs.moc"
