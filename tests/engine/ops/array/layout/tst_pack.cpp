// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Pack.
class TstPack : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit();
    void stacksAlongANewAxis();
    void infersMerged();
    void gradientsAreSlices();
};

void TstPack::refusesWhatDoesNotFit() {
    FAILS_OP("Pack", {"float [1,2]", "float [1,2,3]"}, "must match");
    FAILS_OP("Pack", {"float [1,2]", "float [1,2]"}, "got 2", {{"axis", std::int64_t{2}}});
    FAILS_OP("Pack", {"float [1,2]", "float [1,2]"}, "got -3", {{"axis", std::int64_t{-3}}});
}

void TstPack::stacksAlongANewAxis() {
    COMPARE_OP("float32[2,2]: 1 2 3 4", "Pack", {"float [1,2]", "float [3,4]"});
    COMPARE_OP("float32[2,2]: 1 3 2 4", "Pack", {"float [1,2]", "float [3,4]"},
               {{"axis", std::int64_t{1}}});
    COMPARE_OP("float32[2,2]: 1 3 2 4", "Pack", {"float [1,2]", "float [3,4]"},
               {{"axis", std::int64_t{-1}}});
    COMPARE_OP("int32[2]: 5 6", "Pack", {"int32 5", "int32 6"});
    COMPARE_OP("string[1,1]: b\'a\'", "Pack", {"string [\"a\"]"});
}

void TstPack::infersMerged() {
    COMPARE_SHAPES("[2,?,3]", "Pack", {"float [?,3]", "float [?,?]"});
    COMPARE_SHAPES("<unknown>", "Pack", {"float ?", "float ?"});
}

void TstPack::gradientsAreSlices() {
    GRADIENT_AGREES("Pack", {"double [1,2]", "double [3,4]"}, {{"axis", std::int64_t{1}}}, 1);
}

namespace {
const Registered<TstPack> registered;
}  // namespace

}  // namespace weft::test

#include "tst_pack.moc"
