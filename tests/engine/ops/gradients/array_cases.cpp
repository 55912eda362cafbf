// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/gradients/gradient_case.h"

namespace weft::test {

std::vector<GradientCase> arrayCases() {
    const std::string cube = "any [2,3,2]";
    const auto mode = [](const char* name) { return AttrMap{{"mode", std::string(name)}}; };
    const AttrMap block{{"block_size", std::int64_t{2}}};
    return {
        {"Reshape", {cube, "int32 [4,3]"}},
        {"Reshape", {"complex [2,2]", "int32 [-1]"}},
        {"ExpandDims", {cube, "int32 -2"}},
        {"Squeeze", {"any [2,1,3]"}, {{"squeeze_dims", Ints{1}}}},
        {"Transpose", {cube, "int32 [2,0,1]"}},
        {"ConjugateTranspose", {"complex [2,3]", "int32 [1,0]"}},
        {"Concat", {"int32 1", "any [2,1]", "any [2,3]"}},
        {"ConcatV2", {"any [2,1]", "any [2,3]", "int32 -1"}},
        {"Pack", {"any [2]", "any [2]", "any [2]"}, {{"axis", std::int64_t{1}}}},
        {"Unpack", {"any [2,3]"}, {{"num", std::int64_t{3}}, {"axis", std::int64_t{1}}}, {0, 2}},
        {"Split", {"int32 1", "any [2,4]"}, {{"num_split", std::int64_t{2}}}, {0, 1}},
        {"SplitV",
         {"any [2,4]", "int32 [1,3]", "int32 1"},
         {{"num_split", std::int64_t{2}}},
         {0, 1}},
        {"Slice", {cube, "int32 [0,1,0]", "int32 [2,2,1]"}},
        {"StridedSlice", {"any [4,5]", "int32 [3,0]", "int32 [0,5]", "int32 [-1,2]"}},
        {"StridedSlice",
         {"any [4,5]", "int32 [1,0]", "int32 [0,0]", "int32 [1,1]"},
         {{"shrink_axis_mask", std::int64_t{1}}, {"end_mask", std::int64_t{2}}}},
        {"StridedSliceGrad",
         {"int32 [4,5]", "int32 [3,0]", "int32 [0,5]", "int32 [-1,2]", "any [3,3]"}},
        {"Pad", {"any [2,2]", "int32 [[1,0],[0,2]]"}},
        {"PadV2", {"any [2,2]", "int32 [[1,0],[0,2]]", "any []"}, {}, {0}, {2}},
        {"MirrorPad", {"any [3,4]", "int32 [[1,2],[0,3]]"}, mode("REFLECT")},
        {"MirrorPad", {"any [3,4]", "int32 [[1,2],[0,3]]"}, mode("SYMMETRIC")},
        {"MirrorPadGrad", {"any [6,7]", "int32 [[1,2],[0,3]]"}, mode("REFLECT")},
        {"Tile", {"any [2,3]", "int32 [2,2]"}},
        {"BroadcastTo", {"any [3,1]", "int32 [2,3,4]"}},
        {"Fill", {"int32 [2,3]", "any []"}},
        {"Reverse", {"any [2,3]", "bool [true,false]"}},
        {"ReverseV2", {"any [2,3]", "int32 [1]"}},
        {"ReverseSequence", {"any [3,4]", "int32 [2,4,1]"}, {{"seq_dim", std::int64_t{1}}}},
        {"Roll", {"any [3,4]", "int32 [1,-2]", "int32 [0,1]"}},
        {"SpaceToDepth", {"any [1,4,2,3]"}, block},
        {"DepthToSpace", {"any [1,2,1,8]"}, block},
        {"SpaceToBatch", {"any [1,3,4,1]", "int32 [[1,0],[0,0]]"}, block},
        {"SpaceToBatchND", {"any [1,3,4,1]", "int32 [2,2]", "int32 [[1,0],[0,0]]"}},
        {"BatchToSpace", {"any [4,2,2,1]", "int32 [[1,0],[0,0]]"}, block},
        {"BatchToSpaceND", {"any [4,2,2,1]", "int32 [2,2]", "int32 [[1,0],[0,0]]"}},
        {"Diag", {"any [2,2]"}},
        {"DiagPart", {"any [3,3]"}},
        {"MatrixDiag", {"any [2,3]"}},
        {"MatrixDiagPart", {"any [2,2,3]"}},
        {"MatrixDiagV2",
         {"any [2,3]", "int32 [-1,0]", "int32 -1", "int32 -1", "any []"},
         {},
         {0},
         {4}},
        {"MatrixDiagV3",
         {"any [2,3]", "int32 [-1,0]", "int32 -1", "int32 -1", "any []"},
         {},
         {0},
         {4}},
        {"MatrixDiagPartV2", {"any [2,3,4]", "int32 [-1,1]", "any []"}, {}, {0}, {2}},
        {"MatrixDiagPartV3", {"any [2,3,4]", "int32 [-1,1]", "any []"}, {}, {0}, {2}},
        {"MatrixSetDiag", {"any [2,3,2]", "any [2,2]"}},
        {"MatrixSetDiagV2", {"any [2,3,2]", "any [2,2]", "int32 0"}},
        {"MatrixSetDiagV3", {"any [3,4]", "any [2,3]", "int32 [0,1]"}},
        {"MatrixBandPart", {"any [2,3,4]", "int64 1", "int64 0"}},
    };
}

}  // namespace weft::test
