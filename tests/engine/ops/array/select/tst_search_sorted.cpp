// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "LowerBound" and "UpperBound".
class TstSearchSorted : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        for (const char* op : {"LowerBound", "UpperBound"}) {
            FAILS_OP(op, {"float [1]", "float [[1]]"}, "rank");
            FAILS_OP(op, {"float [[1]]", "float [1]"}, "rank");
            FAILS_OP(op, {"float [[1]]", "float [[1],[2]]"}, "must match");
        }
    }
    void findsPlaces() {
        const std::vector<std::string> inputs{"float [[1,2,2,5],[0,0,0,0]]",
                                              "float [[2,0,9],[0,-1,1]]"};
        COMPARE_OP("int32[2,3]: 1 0 4 0 0 4", "LowerBound", inputs);
        COMPARE_OP("int64[2,3]: 3 0 4 4 0 4", "UpperBound", inputs, {{"out_type", DType::Int64}});
        COMPARE_OP("int32[1,1]: 0", "LowerBound", {"half zeros [1,0]", "half [[3]]"});
        COMPARE_OP("int32[2,0]:", "UpperBound", {"int8 zeros [2,4]", "int8 zeros [2,0]"});
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[3,?]", "LowerBound", {"float [3,?]", "float [?,?]"});
    }
};

namespace {
const Registered<TstSearchSorted> registered;
}  // namespace

}  // namespace weft::test

#include "tst_search_sorted.moc"
