// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// ZerosLike and OnesLike.
class TstZerosLike : public QObject {
    Q_OBJECT

private slots:
    void refusesDtypesWithoutOne();
    void keepsShapeAndDtype();
};

void TstZerosLike::refusesDtypesWithoutOne() {
    const std::string got = runOp("OnesLike", {"string [\"a\"]"});
    QVERIFY2(got.starts_with("INVALID_ARGUMENT"), got.c_str());
}

void TstZerosLike::keepsShapeAndDtype() {
    COMPARE_OP("float32[2]: 0 0", "ZerosLike", {"float [1,2]"});
    COMPARE_OP("string[2]: b\'\' b\'\'", "ZerosLike", {"string [\"a\",\"b\"]"});
    COMPARE_OP("int32[1,2]: 1 1", "OnesLike", {"int32 [[5,6]]"});
    COMPARE_OP("float16[2]: 1 1", "OnesLike", {"half [5,6]"});
    COMPARE_OP("bool[2]: True True", "OnesLike", {"bool [false,true]"});
    COMPARE_OP("float32[0]:", "OnesLike", {"float zeros [0]"});
    COMPARE_SHAPES("[?,3]", "ZerosLike", {"float [?,3]"});
}

namespace {
const Registered<TstZerosLike> registered;
}  // namespace

}  // namespace weft::test

#include "tst_zeros_like.moc"
