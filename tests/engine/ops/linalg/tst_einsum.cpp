// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Einsum.
class TstEinsum : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit();
    void oneOperand();
    void twoOperands();
    void infersShapes();
    void gradientsAgree();
    void refusesProductsTooLargeToCount();
};

void TstEinsum::refusesWhatDoesNotFit() {
    FAILS_OP("Einsum", {"float zeros [2,3]"}, "exactly one '->'",
             {{"equation", std::string("ij")}});
    FAILS_OP("Einsum", {"float zeros [2,3]"}, "to have rank 1 but got: 2",
             {{"equation", std::string("i->i")}});
    FAILS_OP("Einsum", {"float zeros [2,3]"}, "Expected dimension 2 at axis 1",
             {{"equation", std::string("ii->i")}});
    FAILS_OP("Einsum", {"float zeros [2,3]"}, "no ellipsis",
             {{"equation", std::string("...j->j")}});
    FAILS_OP("Einsum", {"float zeros [2,3]"}, "labels of an input",
             {{"equation", std::string("ij->ijk")}});
    FAILS_OP("Einsum", {"float zeros [2,1]", "float zeros [1,3]"}, "Expected dimension",
             {{"equation", std::string("ij,ij->ij")}, {"N", std::int64_t{2}}});
    FAILS_OP("Einsum", {"float [1]", "float [1]", "float [1]"}, "1 or 2 input",
             {{"equation", std::string("i,i,i->i")}, {"N", std::int64_t{3}}});
}

void TstEinsum::oneOperand() {
    const std::string x = "float [[1,2],[3,4]]";
    COMPARE_OP("float32[2]: 1 4", "Einsum", {x}, {{"equation", std::string("ii->i")}});
    COMPARE_OP("float32[]: 5", "Einsum", {x}, {{"equation", std::string("ii->")}});
    COMPARE_OP("float32[2,2]: 1 3 2 4", "Einsum", {x}, {{"equation", std::string("ij->ji")}});
    COMPARE_OP("float32[2]: 4 6", "Einsum", {x}, {{"equation", std::string("ij->j")}});
    COMPARE_OP("float32[2,2]: 1 0 0 4", "Einsum", {x}, {{"equation", std::string("ii->ii")}});
    COMPARE_OP("int32[2,2]: 7 0 0 8", "Einsum", {"int32 [7,8]"},
               {{"equation", std::string("i->ii")}});
    COMPARE_OP("float16[2]: 3 7", "Einsum", {"half [[1,2],[3,4]]"},
               {{"equation", std::string("...j->...")}});
    COMPARE_OP("float32[0]:", "Einsum", {"float zeros [0,3]"},
               {{"equation", std::string("ij->i")}});
    COMPARE_OP("float32[3]: 0 0 0", "Einsum", {"float zeros [0,3]"},
               {{"equation", std::string("ij->j")}});
}

void TstEinsum::twoOperands() {
    const auto two = [](const char* equation) {
        return AttrMap{{"equation", std::string(equation)}, {"N", std::int64_t{2}}};
    };
    const std::vector<std::string> xy = {"float [[1,2],[3,4]]", "float [[5,6],[7,8]]"};
    COMPARE_OP("float32[2,2]: 19 22 43 50", "Einsum", xy, two("ij,jk->ik"));
    COMPARE_OP("float32[2,2]: 19 43 22 50", "Einsum", xy, two("ij,jk->ki"));
    COMPARE_OP("float32[2,2]: 26 30 38 44", "Einsum", xy, two("ji,jk->ik"));
    COMPARE_OP("float32[2,2]: 17 23 39 53", "Einsum", xy, two("ij,kj->ik"));
    COMPARE_OP("float32[2]: 17 53", "Einsum", xy, two("ij,ij->i"));
    COMPARE_OP("float32[]: 70", "Einsum", xy, two("ij,ij->"));
    COMPARE_OP("float32[2]: 5 32", "Einsum", xy, two("ii,ii->i"));
    COMPARE_OP("float32[2,2]: 48 72 56 84", "Einsum", xy, two("ai,lk->ki"));
    COMPARE_OP("float32[2,2,1]: 11 11 25 25", "Einsum",
               {"float [[[1,2]],[[3,4]]]", "float [[[3],[4]],[[3],[4]]]"}, two("aij,ljk->alk"));
    COMPARE_OP("float32[2,1,1]: 11 25", "Einsum", {"float [[[1,2]],[[3,4]]]", "float [[3],[4]]"},
               two("...ij,...jk->...ik"));
    COMPARE_OP("float32[2,3]: 3 3 3 6 6 6", "Einsum", {"float [[1],[2]]", "float [3,3,3]"},
               two("i...,...->i..."));
    COMPARE_OP("complex64[]: (-1+0j)", "Einsum", {"complex64 [1j]", "complex64 [1j]"},
               two("i,i->"));
    COMPARE_OP("float32[2,3]: 0 0 0 0 0 0", "Einsum", {"float zeros [2,0]", "float zeros [0,3]"},
               two("ij,jk->ik"));
}

void TstEinsum::infersShapes() {
    COMPARE_SHAPES("[2,?]", "Einsum", {"float [2,3]", "float [?,?]"},
                   {{"equation", std::string("ij,jk->ik")}, {"N", std::int64_t{2}}});
    COMPARE_SHAPES("[5,4,2]", "Einsum", {"float [5,1,2,3]", "float [4,3]"},
                   {{"equation", std::string("...ij,...j->...i")}, {"N", std::int64_t{2}}});
    COMPARE_SHAPES("[?,?]", "Einsum", {"float ?", "float [2,3]"},
                   {{"equation", std::string("ij,jk->ik")}, {"N", std::int64_t{2}}});
    COMPARE_SHAPES("<unknown>", "Einsum", {"float ?"}, {{"equation", std::string("...->...")}});
    const AttrMap product = {{"equation", std::string("ij,jk->ik")}};
    QVERIFY(inferOp("Einsum", {"float ?", "float [4]"}, product).starts_with("INVALID_ARGUMENT"));
}

void TstEinsum::gradientsAgree() {
    for (const char* equation : {"ij->ji", "ij->j", "ij->", "...j->...", "ij->i"}) {
        GRADIENT_AGREES("Einsum", {"double [[1,2,3],[4,5,6]]"},
                        {{"equation", std::string(equation)}});
    }
    for (const char* equation : {"ii->i", "ii->", "iij->j", "iij->ji"}) {
        if (equation[2] == 'j') {
            GRADIENT_AGREES("Einsum", {"double [[[1],[2]],[[3],[4]]]"},
                            {{"equation", std::string(equation)}});
        } else {
            GRADIENT_AGREES("Einsum", {"double [[1,2],[3,4]]"},
                            {{"equation", std::string(equation)}});
        }
    }
    for (const char* equation :
         {"ij,jk->ik", "ij,jk->", "ij,jk->ki", "ij,jk->k", "...j,jk->...k", "ij,jk->ijk"}) {
        for (const int by : {0, 1}) {
            GRADIENT_AGREES("Einsum", {"double [[1,2,3],[4,5,6]]", "double [[1,-1],[2,0.5],[3,1]]"},
                            {{"equation", std::string(equation)}, {"N", std::int64_t{2}}}, by);
        }
    }
    for (const int by : {0, 1}) {
        GRADIENT_AGREES("Einsum", {"double [[[1,2]],[[3,4]]]", "double [[1,2],[3,4],[5,6]]"},
                        {{"equation", std::string("...i,...i->...")}, {"N", std::int64_t{2}}}, by);
    }
}

void TstEinsum::refusesProductsTooLargeToCount() {
    FAILS_OP("Einsum", {"float zeros [1099511627776,0]", "float zeros [0,1099511627776]"}, "",
             {{"equation", std::string("ij,jk->ik")}, {"N", std::int64_t{2}}});
    FAILS_OP("Einsum", {"float zeros [1099511627776,0]"}, "",
             {{"equation", std::string("ij->ii")}});
}

namespace {
const Registered<TstEinsum> registered;
}  // namespace

}  // namespace weft::test

#include "tst_einsum.moc"
