// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// DynamicStitch and "ParallelDynamicStitch".
class TstDynamicStitch : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit();
    void putsRowsInPlace();
    void infersWhatIsKnown();
    void gradientsAreGathers();
};

void TstDynamicStitch::refusesWhatDoesNotFit() {
    FAILS_OP("DynamicStitch", {"int32 [-1]", "float [1]"}, "is out of range");
    FAILS_OP("DynamicStitch", {"int32 [0,1]", "float [1]"}, "begin with the shape");
    FAILS_OP("DynamicStitch", {"int32 [0]", "int32 [1]", "float [[1,2]]", "float [3]"},
             "one shape");
}

void TstDynamicStitch::putsRowsInPlace() {
    COMPARE_OP("float32[4]: 1 0 0 2", "DynamicStitch", {"int32 [0,3]", "float [1,2]"});
    COMPARE_OP("float32[3]: 2 0 3", "DynamicStitch",
               {"int32 [0,0]", "int32 [2]", "float [1,2]", "float [3]"});
    COMPARE_OP("float32[2,2]: 3 4 1 2", "DynamicStitch",
               {"int32 1", "int32 [0]", "float [1,2]", "float [[3,4]]"});
    COMPARE_OP("string[1]: b\'a\'", "DynamicStitch", {"int32 0", "string \"a\""});
    COMPARE_OP("float32[3]: 1 0 2", "ParallelDynamicStitch", {"int32 [0,2]", "float [1,2]"});
    COMPARE_OP("float32[0]:", "DynamicStitch", {"int32 zeros [0]", "float zeros [0]"});
}

void TstDynamicStitch::infersWhatIsKnown() {
    COMPARE_SHAPES("[4,2]", "DynamicStitch", {"= int32 [3]", "float [1,2]"});
    COMPARE_SHAPES("[?,2]", "DynamicStitch", {"int32 [?]", "float [?,2]"});
}

void TstDynamicStitch::gradientsAreGathers() {
    const std::vector<std::string> inputs = {"int32 [2,0]", "int32 1", "double [[1,2],[3,4]]",
                                             "double [5,6]"};
    GRADIENT_AGREES("DynamicStitch", inputs, {}, 2);
    GRADIENT_AGREES("DynamicStitch", inputs, {}, 3);
    GRADIENT_AGREES("ParallelDynamicStitch", inputs, {}, 2);
}

namespace {
const Registered<TstDynamicStitch> registered;
}  // namespace

}  // namespace weft::test

#include "tst_dynamic_stitch.moc"
