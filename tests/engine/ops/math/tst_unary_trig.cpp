// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Trigonometric and hyperbolic functions.
class TstUnaryTrig : public QObject {
    Q_OBJECT

private slots:
    void outsideTheDomainIsNan();
    void knownValues();
    void hugeArgumentsAreReducedExactly();
    void gradientsAgree();
};

void TstUnaryTrig::outsideTheDomainIsNan() {
    COMPARE_OP("float32[3]: nan nan nan", "Sin", {"float [inf,-inf,nan]"});
    COMPARE_OP("float32[2]: nan nan", "Acos", {"float [2,-2]"});
    COMPARE_OP("float32[1]: nan", "Acosh", {"float [0.5]"});
    COMPARE_OP("float32[3]: nan inf -inf", "Atanh", {"float [2,1,-1]"});
}

void TstUnaryTrig::knownValues() {
    COMPARE_OP("float32[2]: 0 -0", "Sin", {"float [0,-0.0]"});
    COMPARE_OP("float64[2]: 0.841470985 -0.841470985", "Sin", {"double [1,-1]"});
    COMPARE_OP("float64[1]: 0.540302306", "Cos", {"double [1]"});
    COMPARE_OP("float32[1]: 1.5574077", "Tan", {"float [1]"});
    COMPARE_OP("float32[4]: 0.7853982 2.3561945 -0.7853982 -2.3561945", "Atan2",
               {"float [1,1,-1,-1]", "float [1,-1,1,-1]"});
    COMPARE_OP("float16[1]: 0.8413", "Sin", {"half [1]"});
}

void TstUnaryTrig::hugeArgumentsAreReducedExactly() {
    QCOMPARE(runOp("Sin", {"double [1e22]"}), std::string("float64[1]: -0.85220085"));
}

void TstUnaryTrig::gradientsAgree() {
    GRADIENT_AGREES("Sin", {"double [0.3,0.7,0.5]"}, {}, 0);
    GRADIENT_AGREES("Cos", {"double [0.3,0.7,0.5]"}, {}, 0);
    GRADIENT_AGREES("Tan", {"double [0.3,0.7,0.5]"}, {}, 0);
    GRADIENT_AGREES("Asin", {"double [0.3,0.7,0.5]"}, {}, 0);
    GRADIENT_AGREES("Acos", {"double [0.3,0.7,0.5]"}, {}, 0);
    GRADIENT_AGREES("Atan", {"double [0.3,0.7,0.5]"}, {}, 0);
    GRADIENT_AGREES("Sinh", {"double [0.3,0.7,0.5]"}, {}, 0);
    GRADIENT_AGREES("Cosh", {"double [0.3,0.7,0.5]"}, {}, 0);
    GRADIENT_AGREES("Asinh", {"double [0.3,0.7,0.5]"}, {}, 0);
    GRADIENT_AGREES("Atanh", {"double [0.3,0.7,0.5]"}, {}, 0);
    GRADIENT_AGREES("Acosh", {"double [1.3,2.7]"}, {}, 0);
    GRADIENT_AGREES("Atan2", {"double [[1,2],[3,4]]", "double [5,6]"}, {}, 0);
    GRADIENT_AGREES("Atan2", {"double [[1,2],[3,4]]", "double [5,6]"}, {}, 1);
}

namespace {
const Registered<TstUnaryTrig> registered;
}  // namespace

}  // namespace weft::test

#include "tst_unary_trig.moc"
