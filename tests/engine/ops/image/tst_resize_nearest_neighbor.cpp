// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "ResizeNearestNeighbor" and "ResizeNearestNeighborGrad".
class TstResizeNearestNeighbor : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        const std::string image = "float [[[[1],[2]],[[3],[4]]]]";
        FAILS_OP("ResizeNearestNeighbor", {image, "int32 [0,2]"}, "must be positive");
        FAILS_OP("ResizeNearestNeighbor", {"float zeros [1,2,0,1]", "int32 [2,2]"}, "non-zero");
        FAILS_OP("ResizeNearestNeighborGrad", {image, "int32 [-1,2]"}, "must be positive");
        FAILS_OP("ResizeNearestNeighborGrad", {"float [1]", "int32 [1,2]"}, "rank");
    }
    void copiesPixels() {
        const std::string image = "int8 [[[[1],[2],[3]]]]";
        COMPARE_OP("int8[1,1,5,1]: 1 1 2 2 3", "ResizeNearestNeighbor", {image, "int32 [1,5]"});
        COMPARE_OP("int8[1,1,4,1]: 1 2 2 3", "ResizeNearestNeighbor", {image, "int32 [1,4]"},
                   {{"align_corners", true}});
        COMPARE_OP("int8[1,2,2,1]: 1 3 1 3", "ResizeNearestNeighbor", {image, "int32 [2,2]"},
                   {{"half_pixel_centers", true}});
        COMPARE_OP("int32[1,1,2,1]: 3 3", "ResizeNearestNeighborGrad",
                   {"int32 [[[[1],[2],[3]]]]", "int32 [1,2]"});
        COMPARE_OP("float32[1,1,2,1]: 0 0", "ResizeNearestNeighborGrad",
                   {"float zeros [1,0,3,1]", "int32 [1,2]"});
    }
    void gradientsMatchFiniteDifferences() {
        const std::string image = "double [[[[1],[2],[0]],[[3],[4],[5]]]]";
        for (const AttrMap& attrs :
             {AttrMap{}, AttrMap{{"align_corners", true}}, AttrMap{{"half_pixel_centers", true}}}) {
            GRADIENT_AGREES("ResizeNearestNeighbor", {image, "int32 [3,5]"}, attrs);
            GRADIENT_AGREES("ResizeNearestNeighbor", {image, "int32 [1,2]"}, attrs);
        }
    }
};

namespace {
const Registered<TstResizeNearestNeighbor> registered;
}  // namespace

}  // namespace weft::test

#include "tst_resize_nearest_neighbor.moc"
