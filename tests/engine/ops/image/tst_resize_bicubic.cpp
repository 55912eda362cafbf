// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "ResizeBicubic" and "ResizeBicubicGrad".
class TstResizeBicubic : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        FAILS_OP("ResizeBicubic", {"float [[[[1]]]]", "int32 [0,2]"}, "must be positive");
        FAILS_OP("ResizeBicubic", {"float zeros [1,2,0,1]", "int32 [2,2]"}, "non-zero");
        FAILS_OP("ResizeBicubicGrad", {"float [[[[1]]]]", "float zeros [1,1,1,2]"}, "");
    }
    void mixesPixels() {
        const std::string image = "float [[[[1],[2],[4],[8]]]]";
        COMPARE_OP("float32[1,1,4,1]: 1 2 4 8", "ResizeBicubic", {image, "int32 [1,4]"});
        QCOMPARE_CLOSE(runOp("ResizeBicubic", {image, "int32 [1,7]"}, {{"align_corners", true}}),
                       "float32[1,1,7,1]: 1 1.3125 2 2.71875 4 6.1875 8");
        QCOMPARE_CLOSE(runOp("ResizeBicubic", {"uint8 [[[[1],[3]]]]", "int32 [1,1]"},
                             {{"half_pixel_centers", true}}),
                       "float32[1,1,1,1]: 2");
    }
    void gradientsMatchFiniteDifferences() {
        const std::string image = "float [[[[1],[2],[0]],[[3],[4],[5]]]]";
        for (const AttrMap& attrs :
             {AttrMap{}, AttrMap{{"align_corners", true}}, AttrMap{{"half_pixel_centers", true}}}) {
            QVERIFY(gradientErrorOf("ResizeBicubic", {image, "int32 [3,5]"}, attrs) < 1e-2);
        }
    }
};

namespace {
const Registered<TstResizeBicubic> registered;
}  // namespace

}  // namespace weft::test

#include "tst_resize_bicubic.moc"
