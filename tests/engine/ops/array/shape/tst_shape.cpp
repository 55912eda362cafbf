// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"
#include "tests/support/update_run.h"

namespace weft::test {

/// Shape and ShapeN.
class TstShape : public QObject {
    Q_OBJECT

private slots:
    void givesSizes();
    void infersRankAndKnownSizes();
    void givesSizesOfAResourceVariable();
};

void TstShape::givesSizes() {
    COMPARE_OP("int32[2]: 2 1", "Shape", {"float [[1],[2]]"});
    COMPARE_OP("int32[0]:", "Shape", {"string \"a\""});
    COMPARE_OP("int64[2]: 0 3", "Shape", {"float zeros [0,3]"}, {{"out_type", DType::Int64}});
    COMPARE_OP("int32[1]: 2; int32[2]: 1 1", "ShapeN", {"float [1,2]", "float [[1]]"});
}

void TstShape::infersRankAndKnownSizes() {
    COMPARE_SHAPES("[2]", "Shape", {"float [?,3]"});
    COMPARE_SHAPES("[?]", "Shape", {"float ?"});
    COMPARE_PARTIAL("? 3", "Reshape", "[?,3]", {"= int32 [2]"});
}

void TstShape::givesSizesOfAResourceVariable() {
    UpdateRun run("VariableShape", {"float [[1],[2]]"}, {}, {{"out_type", DType::Int64}},
                  UpdateRun::Variables::ByHandle);
    QVERIFY_TEXT(run.output(), "NOT_FOUND", "v0");
    run.initialize();
    QCOMPARE(run.output(), std::string("int64[2]: 2 1"));
}

namespace {
const Registered<TstShape> registered;
}  // namespace

}  // namespace weft::test

#include "tst_shape.moc"
