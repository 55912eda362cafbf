// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/support/close_to.h"
#include "tests/support/op_runner.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Known answer: that of seed [1, 2] with TensorFlow 2.21.
class TstStatelessRandomGetKeyCounter : public QObject {
    Q_OBJECT

private slots:
    void aSeedNamesAKeyAndACounter() {
        QCOMPARE_CLOSE(runOp("StatelessRandomGetKeyCounter", {"int64 [1,2]"}),
                       "uint64[1]: 10413732777507651514; uint64[2]: 0 17830669156045600267");
    }
    void seedsOfBothTypesAreTheSame() {
        QCOMPARE(runOp("StatelessRandomGetKeyCounter", {"int32 [-1,2]"}),
                 runOp("StatelessRandomGetKeyCounter", {"int64 [-1,2]"}));
    }
    void rejectsOtherSeeds() {
        QCOMPARE(expectFailure("StatelessRandomGetKeyCounter", {"int64 [1]"}, "seed"), "");
        QCOMPARE(expectFailure("StatelessRandomGetKeyCounter", {"int64 [[1,2]]"}, "seed"), "");
    }
    void theAlgorithmIsPhilox() {
        QCOMPARE_CLOSE(runOp("StatelessRandomGetAlg", {}), "int32[]: 1");
    }
    void knowsTheShapes() {
        QCOMPARE(inferOp("StatelessRandomGetKeyCounter", {"int64 ?"}), "[1]; [2]");
    }
};

namespace {
const Registered<TstStatelessRandomGetKeyCounter> registered;
}

}  // namespace weft::test

#include "tst_stateless_random_get_key_counter.moc"
