// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/gradients/gradient_case.h"

namespace weft::test {

std::vector<GradientCase> linalgCases() {
    std::vector<GradientCase> rows;
    for (const bool a : {false, true}) {
        for (const bool b : {false, true}) {
            const AttrMap flips{{"transpose_a", a}, {"transpose_b", b}};
            const AttrMap adjoints{{"adj_x", a}, {"adj_y", b}};
            const std::string left = a ? "[3,2]" : "[2,3]";
            const std::string right = b ? "[2,3]" : "[3,2]";
            rows.push_back({"MatMul", {"any " + left, "any " + right}, flips});
            rows.push_back({"MatMul", {"complex " + left, "complex " + right}, flips});
            rows.push_back({"BatchMatMul",
                            {"any " + std::string(a ? "[2,3,2]" : "[2,2,3]"),
                             "any " + std::string(b ? "[2,2,3]" : "[2,3,2]")},
                            adjoints});
            rows.push_back({"BatchMatMulV2",
                            {"any " + std::string(a ? "[2,1,3,2]" : "[2,1,2,3]"),
                             "any " + std::string(b ? "[2,2,3]" : "[2,3,2]")},
                            adjoints});
            rows.push_back({"BatchMatMulV2", {"complex " + left, "complex " + right}, adjoints});
        }
    }
    rows.push_back({"BatchMatMulV3", {"any [2,2,3]", "any [3,2]"}, {{"Tout", DType::Double}}});
    const std::string matrices = "any [2,3,3]";
    for (const bool adjoint : {false, true}) {
        const AttrMap attrs{{"adjoint", adjoint}};
        rows.push_back({"MatrixInverse", {matrices}, attrs});
        rows.push_back({"MatrixSolve", {matrices, "any [2,3,2]"}, attrs});
        rows.push_back({"MatrixTriangularSolve", {matrices, "any [2,3,2]"}, attrs});
        rows.push_back({"MatrixTriangularSolve",
                        {matrices, "any [2,3,2]"},
                        {{"adjoint", adjoint}, {"lower", false}}});
    }
    rows.push_back({"Cholesky", {"spd [3,3]"}});
    rows.push_back({"SelfAdjointEigV2", {"spd [3,3]"}, {}, {0, 1}});
    rows.push_back({"SelfAdjointEigV2", {"spd [3,3]"}, {{"compute_v", false}}});
    rows.push_back({"MatrixDeterminant", {matrices}});
    rows.push_back({"LogMatrixDeterminant", {matrices}, {}, {1}});
    const auto equation = [](const char* text) { return AttrMap{{"equation", std::string(text)}}; };
    rows.push_back({"Einsum", {"any [2,3]", "any [3,2]"}, equation("ij,jk->ik")});
    rows.push_back({"Einsum", {"any [2,2,3]", "any [2,3]"}, equation("bij,bj->bi")});
    rows.push_back({"Einsum", {"any [2,3]"}, equation("ij->ji")});
    rows.push_back({"Einsum", {"any [3,3]"}, equation("ii->i")});
    rows.push_back({"Einsum", {"any [2,3]"}, equation("ij->i")});
    rows.push_back({"Einsum", {"any [2,2,3]", "any [3,2]"}, equation("...ij,jk->...ik")});
    rows.push_back({"Einsum", {"complex [2,3]", "complex [3]"}, equation("ij,j->i")});
    rows.push_back({"Qr", {"any [3,3]"}, {}, {0, 1}, {}, "", Shapes::Static});
    rows.push_back({"Qr", {"any [4,2]"}, {}, {0, 1}, {}, "", Shapes::Static});
    rows.push_back({"Svd", {"any [3,3]"}, {}, {0}, {}, "", Shapes::Static});
    rows.push_back({"Svd", {"any [3,2]"}, {}, {0}, {}, "", Shapes::Static});
    return rows;
}

}  // namespace weft::test
