// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/support/close_to.h"
#include "tests/support/op_runner.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Known answers: TensorFlow 2.21.
class TstStatelessRandomUniformInt : public QObject {
    Q_OBJECT

private slots:
    void rejectsEmptyRanges() {
        const AttrMap attrs{{"dtype", DType::Int32}};
        QCOMPARE(expectFailure("StatelessRandomUniformInt",
                               {"int32 [2]", "int64 [1,2]", "int32 5", "int32 5"},
                               "minval < maxval", attrs),
                 "");
        QCOMPARE(expectFailure(
                     "StatelessRandomUniformIntV2",
                     {"int32 [2]", "uint64 [1]", "uint64 [0,1]", "int32 1", "int32 5", "int32 -5"},
                     "minval < maxval", attrs),
                 "");
        QCOMPARE_CLOSE(runOp("StatelessRandomUniformInt",
                             {"int32 [0]", "int64 [1,2]", "int32 5", "int32 5"}, attrs),
                       "int32[0]:");
    }
    void givesTensorFlowsNumbers() {
        QCOMPARE_CLOSE(
            runOp("StatelessRandomUniformInt",
                  {"int32 [4]", "int64 [1,2]", "int32 -5", "int32 100"}, {{"dtype", DType::Int32}}),
            "int32[4]: 35 24 49 79");
        QCOMPARE_CLOSE(runOp("StatelessRandomUniformFullInt", {"int32 [3]", "int64 [1,2]"},
                             {{"dtype", DType::UInt64}}),
                       "uint64[3]: 7464880146280614444 1591045637757961278 17389275318164050067");
    }
    void unsignedRangesMayPassTheSignedOnes() {
        const std::string got = runOp("StatelessRandomUniformIntV2",
                                      {"int32 [1]", "uint64 [1]", "uint64 [0,1]", "int32 1",
                                       "uint32 4294967294", "uint32 4294967295"},
                                      {{"dtype", DType::UInt32}});
        QCOMPARE_CLOSE(got, "uint32[1]: 4294967294");
    }
};

namespace {
const Registered<TstStatelessRandomUniformInt> registered;
}

}  // namespace weft::test

#include "tst_stateless_random_uniform_int.moc"
