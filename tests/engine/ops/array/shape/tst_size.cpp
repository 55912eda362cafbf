// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Size and Rank.
class TstSize : public QObject {
    Q_OBJECT

private slots:
    void countsElementsAndAxes();
    void refusesSizesOverInt32();
};

void TstSize::countsElementsAndAxes() {
    COMPARE_OP("int32[]: 6", "Size", {"float [[1,2,3],[4,5,6]]"});
    COMPARE_OP("int64[]: 0", "Size", {"float zeros [0,3]"}, {{"out_type", DType::Int64}});
    COMPARE_OP("int32[]: 1", "Size", {"float 1"});
    COMPARE_OP("int32[]: 2", "Rank", {"float [[1,2,3]]"});
    COMPARE_OP("int32[]: 0", "Rank", {"string \"a\""});
    COMPARE_SHAPES("[]", "Size", {"float ?"});
}

void TstSize::refusesSizesOverInt32() {
    COMPARE_SHAPES("[]", "Size", {"float [65536,65536]"}, {{"out_type", DType::Int64}});
    const std::string got = inferOp("Size", {"float [65536,65536]"});
    QVERIFY2(got.find("does not fit") != std::string::npos, got.c_str());
}

namespace {
const Registered<TstSize> registered;
}  // namespace

}  // namespace weft::test

#include "tst_size.moc"
