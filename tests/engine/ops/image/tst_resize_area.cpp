// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "ResizeArea".
class TstResizeArea : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        FAILS_OP("ResizeArea", {"float [[[[1]]]]", "int32 [0,2]"}, "must be positive");
        FAILS_OP("ResizeArea", {"float zeros [1,2,0,1]", "int32 [2,2]"}, "non-zero");
    }
    void takesMeans() {
        const std::string image = "float [[[[1],[2],[4]],[[3],[4],[8]]]]";
        COMPARE_OP("float32[1,1,3,1]: 2 3 6", "ResizeArea", {image, "int32 [1,3]"});
        QCOMPARE_CLOSE(runOp("ResizeArea", {image, "int32 [2,2]"}),
                       "float32[1,2,2,1]: 1.3333333 3.3333333 3.3333333 6.6666667");
        COMPARE_OP("float32[1,2,1,1]: 2 2", "ResizeArea", {"float [[[[1],[3]]]]", "int32 [2,1]"},
                   {{"align_corners", true}});
        COMPARE_OP("float32[1,1,2,1]: 7 7", "ResizeArea", {"uint8 [[[[7]]]]", "int32 [1,2]"});
    }
};

namespace {
const Registered<TstResizeArea> registered;
}  // namespace

}  // namespace weft::test

#include "tst_resize_area.moc"
