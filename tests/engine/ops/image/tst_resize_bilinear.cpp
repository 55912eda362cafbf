// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "ResizeBilinear" and "ResizeBilinearGrad".
class TstResizeBilinear : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        const std::string image = "float [[[[1],[2]],[[3],[4]]]]";
        FAILS_OP("ResizeBilinear", {image, "int32 [0,2]"}, "must be positive");
        FAILS_OP("ResizeBilinear", {image, "int32 [2,-1]"}, "must be positive");
        FAILS_OP("ResizeBilinear", {image, "int32 [2]"}, "");
        FAILS_OP("ResizeBilinear", {"float [[1]]", "int32 [2,2]"}, "rank");
        FAILS_OP("ResizeBilinear", {"float zeros [1,0,2,1]", "int32 [2,2]"}, "non-zero size");
        FAILS_OP("ResizeBilinear", {image, "int32 [2,2]"}, "align_corners must be False",
                 {{"align_corners", true}, {"half_pixel_centers", true}});
        FAILS_OP("ResizeBilinearGrad", {image, "float zeros [2,2,2,1]"}, "");
    }
    void mixesPixels() {
        const std::string image = "float [[[[1],[2]],[[3],[4]]]]";
        COMPARE_OP("float32[1,3,3,1]: 1 1.5 2 2 2.5 3 3 3.5 4", "ResizeBilinear",
                   {image, "int32 [3,3]"}, {{"align_corners", true}});
        COMPARE_OP("float32[1,1,4,1]: 1 1.5 2 2", "ResizeBilinear", {image, "int32 [1,4]"});
        COMPARE_OP("float32[1,1,4,1]: 2 2.25 2.75 3", "ResizeBilinear", {image, "int32 [1,4]"},
                   {{"half_pixel_centers", true}});
        COMPARE_OP("float32[1,1,1,1]: 5", "ResizeBilinear", {"uint8 [[[[5]]]]", "int32 [1,1]"});
        COMPARE_OP("float32[0,2,2,1]:", "ResizeBilinear", {"float zeros [0,1,1,1]", "int32 [2,2]"});
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,2,7,3]", "ResizeBilinear", {"half [?,4,5,3]", "= int32 [2,7]"});
        COMPARE_SHAPES("[?,?,?,3]", "ResizeBilinear", {"half [?,4,5,3]", "int32 [2]"});
    }
    void gradientsMatchFiniteDifferences() {
        const std::string image = "float [[[[1],[2],[0]],[[3],[4],[5]]]]";
        for (const AttrMap& attrs :
             {AttrMap{}, AttrMap{{"align_corners", true}}, AttrMap{{"half_pixel_centers", true}}}) {
            QVERIFY(gradientErrorOf("ResizeBilinear", {image, "int32 [3,5]"}, attrs) < 1e-2);
            QVERIFY(gradientErrorOf("ResizeBilinear", {image, "int32 [1,2]"}, attrs) < 1e-2);
        }
    }
};

namespace {
const Registered<TstResizeBilinear> registered;
}  // namespace

}  // namespace weft::test

#include "tst_resize_bilinear.moc"
