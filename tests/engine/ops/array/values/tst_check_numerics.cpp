// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "CheckNumerics" and "CheckNumericsV2".
class TstCheckNumerics : public QObject {
    Q_OBJECT
    const AttrMap m_attrs{{"message", std::string("weights")}};

private slots:
    void refusesWhatIsNotFinite() {
        FAILS_OP("CheckNumerics", {"float [1,nan]"}, "weights : Tensor had NaN values", m_attrs);
        FAILS_OP("CheckNumerics", {"double [-inf]"}, "weights : Tensor had Inf values", m_attrs);
        FAILS_OP("CheckNumerics", {"half [inf,nan]"}, "Tensor had Inf and NaN values", m_attrs);
        FAILS_OP("CheckNumericsV2", {"float [inf,nan]"}, "Tensor had +Inf and NaN", m_attrs);
        FAILS_OP("CheckNumericsV2", {"float [-inf,inf,nan]"}, "-Inf, +Inf, and NaN", m_attrs);
    }
    void passesTheRestOn() {
        COMPARE_OP("float32[2]: 1 -2", "CheckNumerics", {"float [1,-2]"}, m_attrs);
        COMPARE_OP("bfloat16[0]:", "CheckNumericsV2", {"bfloat16 zeros [0]"}, m_attrs);
    }
    void gradientsMatchFiniteDifferences() {
        GRADIENT_AGREES("CheckNumerics", {"double [1,2]"}, m_attrs);
        GRADIENT_AGREES("CheckNumericsV2", {"double [1,2]"}, m_attrs);
    }
};

namespace {
const Registered<TstCheckNumerics> registered;
}  // namespace

}  // namespace weft::test

#include "tst_check_numerics.moc"
