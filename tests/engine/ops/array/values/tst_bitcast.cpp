// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstBitcast : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        FAILS_OP("Bitcast", {"uint8 [1,2,3]"}, "Cannot bitcast", {{"type", DType::Int32}});
        FAILS_OP("Bitcast", {"uint8 1"}, "Cannot bitcast", {{"type", DType::Int32}});
    }
    void readsBytes() {
        COMPARE_OP("int32[1]: 1065353216", "Bitcast", {"float [1]"}, {{"type", DType::Int32}});
        COMPARE_OP("uint8[1,4]: 0 0 128 63", "Bitcast", {"float [1]"}, {{"type", DType::UInt8}});
        COMPARE_OP("float32[]: 1", "Bitcast", {"uint8 [0,0,128,63]"}, {{"type", DType::Float}});
        COMPARE_OP("int8[0,2]:", "Bitcast", {"int16 zeros [0]"}, {{"type", DType::Int8}});
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,2]", "Bitcast", {"float [?]"}, {{"type", DType::Half}});
        COMPARE_SHAPES("[3]", "Bitcast", {"half [3,?]"}, {{"type", DType::Float}});
    }
};

namespace {
const Registered<TstBitcast> registered;
}  // namespace

}  // namespace weft::test

#include "tst_bitcast.moc"
