// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstDynamicPartition : public QObject {
    Q_OBJECT
    const AttrMap m_two{{"num_partitions", std::int64_t{2}}};

private slots:
    void refusesWhatDoesNotFit() {
        FAILS_OP("DynamicPartition", {"float [1,2]", "int32 [0,2]"},
                 "partitions[1] = 2 is not in [0, 2)", m_two);
        FAILS_OP("DynamicPartition", {"float [1,2]", "int32 [-1,0]"}, "is not in [0, 2)", m_two);
        FAILS_OP("DynamicPartition", {"float [1,2]", "int32 [0]"}, "must start with", m_two);
        FAILS_OP("DynamicPartition", {"float 1", "int32 [0]"}, "must start with", m_two);
    }
    void takesApart() {
        COMPARE_OP("float32[2]: 1 3; float32[1]: 2", "DynamicPartition",
                   {"float [1,2,3]", "int32 [0,1,0]"}, m_two);
        COMPARE_OP("float32[0,2]:; float32[2,2]: 1 2 3 4", "DynamicPartition",
                   {"float [[1,2],[3,4]]", "int32 [1,1]"}, m_two);
        COMPARE_OP("string[1]: b\'a\'; string[0]:", "DynamicPartition", {"string \"a\"", "int32 0"},
                   m_two);
        COMPARE_OP("float32[0]:; float32[0]:", "DynamicPartition",
                   {"float zeros [0]", "int32 zeros [0]"}, m_two);
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,3]; [?,3]", "DynamicPartition", {"float [4,3]", "int32 [4]"}, m_two);
        COMPARE_SHAPES("[1]; [2]", "DynamicPartition", {"float [3]", "= int32 [1,0,1]"}, m_two);
        COMPARE_SHAPES("<unknown>; <unknown>", "DynamicPartition", {"float ?", "int32 ?"}, m_two);
    }
    void gradientStitchesTogether() {
        GRADIENT_AGREES("DynamicPartition", {"double [[1,2],[3,4],[5,6]]", "int32 [0,1,0]"}, m_two);
    }
};

namespace {
const Registered<TstDynamicPartition> registered;
}  // namespace

}  // namespace weft::test

#include "tst_dynamic_partition.moc"
