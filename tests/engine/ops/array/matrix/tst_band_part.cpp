// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "MatrixBandPart" and "BatchMatrixBandPart".
class TstBandPart : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        const std::string matrix = "float [[1,2,3],[4,5,6]]";
        FAILS_OP("MatrixBandPart", {matrix, "int64 3", "int64 0"}, "num_lower");
        FAILS_OP("MatrixBandPart", {matrix, "int32 0", "int32 4"}, "num_upper");
        FAILS_OP("MatrixBandPart", {"float [1]", "int64 0", "int64 0"}, "rank");
        FAILS_OP("MatrixBandPart", {matrix, "int64 [0]", "int64 0"}, "rank");
    }
    void keepsTheBand() {
        const std::string matrix = "float [[1,2,3],[4,5,6],[7,8,9]]";
        COMPARE_OP("float32[3,3]: 1 0 0 4 5 0 7 8 9", "MatrixBandPart",
                   {matrix, "int64 -1", "int64 0"});
        COMPARE_OP("float32[3,3]: 1 2 0 0 5 6 0 0 9", "MatrixBandPart",
                   {matrix, "int32 0", "int32 1"});
        COMPARE_OP("bool[2,1,2]: True False True False", "MatrixBandPart",
                   {"bool [[[true,true]],[[true,true]]]", "int64 0", "int64 0"});
        COMPARE_OP("float32[3,3]: 1 2 3 0 5 6 0 0 9", "BatchMatrixBandPart",
                   {matrix, "int64 0", "int64 -9223372036854775808"});
        COMPARE_OP("float32[4,1]: 1 2 0 0", "MatrixBandPart",
                   {"float [[1],[2],[3],[4]]", "int64 1", "int64 1"});
        COMPARE_OP("float32[0,3]:", "MatrixBandPart", {"float zeros [0,3]", "int64 0", "int64 0"});
    }
    void gradientsMatchFiniteDifferences() {
        GRADIENT_AGREES("MatrixBandPart", {"double [[1,2,3],[4,5,6]]", "int64 0", "int64 1"});
    }
};

namespace {
const Registered<TstBandPart> registered;
}  // namespace

}  // namespace weft::test

#include "tst_band_part.moc"
