// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstEnsureShape : public QObject {
    Q_OBJECT
    const AttrMap m_attrs{{"shape", PartialShape{kUnknownDim, 2}}};

private slots:
    void refusesOtherShapes() {
        FAILS_OP("EnsureShape", {"float [[1,2,3]]"}, "[1,3] is not compatible", m_attrs);
        FAILS_OP("EnsureShape", {"float [1,2]"}, "expected shape [?,2]", m_attrs);
    }
    void passesTheRestOn() {
        COMPARE_OP("float32[1,2]: 1 2", "EnsureShape", {"float [[1,2]]"}, m_attrs);
        COMPARE_OP("string[0,2]:", "EnsureShape", {"string zeros [0,2]"}, m_attrs);
    }
    void infersWhatIsKnown() { COMPARE_SHAPES("[3,2]", "EnsureShape", {"float [3,?]"}, m_attrs); }
    void gradientsMatchFiniteDifferences() {
        GRADIENT_AGREES("EnsureShape", {"double [[1,2]]"}, m_attrs);
    }
};

namespace {
const Registered<TstEnsureShape> registered;
}  // namespace

}  // namespace weft::test

#include "tst_ensure_shape.moc"
