// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// OneHot.
class TstOneHot : public QObject {
    Q_OBJECT

private slots:
    void refusesBadDepthAndAxis();
    void switchesOneOn();
    void infersWhatIsKnown();
};

void TstOneHot::refusesBadDepthAndAxis() {
    FAILS_OP("OneHot", {"int32 [0]", "int32 -4", "float 1", "float 0"},
             "depth must be non-negative");
    FAILS_OP("OneHot", {"int32 [0]", "int32 2", "float 1", "float 0"}, "axis is out of range",
             {{"axis", std::int64_t{2}}});
    FAILS_OP("OneHot", {"int32 [0]", "int32 2", "float [1]", "float 0"}, "rank 0");
    FAILS_OP("OneHot", {"int32 [0]", "int32 [2]", "float 1", "float 0"}, "rank 0");
}

void TstOneHot::switchesOneOn() {
    COMPARE_OP("float32[2,3]: 0 1 0 0 0 1", "OneHot",
               {"int32 [1,2]", "int32 3", "float 1", "float 0"});
    COMPARE_OP("float32[3,2]: 0 0 1 0 0 1", "OneHot",
               {"int64 [1,2]", "int32 3", "float 1", "float 0"}, {{"axis", std::int64_t{0}}});
    COMPARE_OP("int32[2,2]: -1 -1 -1 -1", "OneHot",
               {"int32 [-1,5]", "int32 2", "int32 1", "int32 -1"});
    COMPARE_OP("string[2]: b\'n\' b\'y\'", "OneHot",
               {"uint8 1", "int32 2", "string \"y\"", "string \"n\""});
    COMPARE_OP("float32[1,0]:", "OneHot", {"int32 [1]", "int32 0", "float 1", "float 0"});
}

void TstOneHot::infersWhatIsKnown() {
    COMPARE_SHAPES("[?,10]", "OneHot", {"int32 [?]", "= int32 10", "float []", "float []"});
    COMPARE_SHAPES("[4,?]", "OneHot", {"int32 [4]", "int32 []", "float []", "float []"});
}

namespace {
const Registered<TstOneHot> registered;
}  // namespace

}  // namespace weft::test

#include "tst_one_hot.moc"
