// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// BroadcastGradientArgs.
class TstBroadcastGradientArgs : public QObject {
    Q_OBJECT

private slots:
    void refusesShapesThatDoNotBroadcast();
    void namesTheRepeatedAxes();
    void infersFromConstants();
};

void TstBroadcastGradientArgs::refusesShapesThatDoNotBroadcast() {
    FAILS_OP("BroadcastGradientArgs", {"int32 [2]", "int32 [3]"}, "Incompatible shapes");
    FAILS_OP("BroadcastGradientArgs", {"int32 2", "int32 [3]"}, "rank 1");
}

void TstBroadcastGradientArgs::namesTheRepeatedAxes() {
    COMPARE_OP("int32[0]:; int32[0]:", "BroadcastGradientArgs", {"int32 [2,1,3]", "int32 [2,1,3]"});
    COMPARE_OP("int32[1]: 1; int32[2]: 0 1", "BroadcastGradientArgs",
               {"int32 [2,1,3]", "int32 [1,3]"});
    COMPARE_OP("int64[2]: 0 2; int64[2]: 1 2", "BroadcastGradientArgs",
               {"int64 [1,2,1]", "int64 [3,1,1]"});
    COMPARE_OP("int32[1]: 0; int32[1]: 0", "BroadcastGradientArgs",
               {"int32 zeros [0]", "int32 [1]"});
    COMPARE_OP("int32[1]: 1; int32[1]: 0", "BroadcastGradientArgs", {"int32 [0,1]", "int32 [1,5]"});
}

void TstBroadcastGradientArgs::infersFromConstants() {
    COMPARE_SHAPES("[1]; [0]", "BroadcastGradientArgs", {"= int32 [1]", "= int32 [5]"});
    COMPARE_SHAPES("[?]; [?]", "BroadcastGradientArgs", {"int32 [1]", "= int32 [5]"});
}

namespace {
const Registered<TstBroadcastGradientArgs> registered;
}  // namespace

}  // namespace weft::test

#include "tst_broadcast_gradient_args.moc"
