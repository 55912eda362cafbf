// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/functions/function_facts.h"

#include <QCoreApplication>

#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/gradient_function.h"
#include "ui/base/to_qt.h"

namespace weft::ui {

FunctionFact functionFact(const EngineDocument& expanded, const Document& document,
                          const Item& function) {
    const KnownFunctions& known = expanded.expansion.known;
    FunctionFact fact{function.id.value, toQt(function.name)};
    const Item* gradient = gradientFunctionOf(document, function.id);
    if (gradient != nullptr) { fact.gradient = {gradient->id.value, toQt(gradient->name)}; }
    fact.imported = gradient == nullptr ? toQt(importedGradientOf(document, function.name)) : "";
    const Status has = checkDifferentiable(known, function.name);
    if (!has.ok()) { fact.refused = toQt(messageOf(has)); }
    for (const Item* of : functionsOfGradient(document, function.id)) {
        fact.gradientOf.emplace_back(of->id.value, toQt(of->name));
    }
    for (const Item* other : functionsOf(document)) {
        const bool fits = has.ok() && other != &function && other != gradient &&
                          known.contains(other->name) &&
                          checkGradient(known, function.name, other->name).ok();
        if (fits) { fact.fitting.emplace_back(other->id.value, toQt(other->name)); }
    }
    return fact;
}

QStringList gradientWords(const Document& document, ItemId function) {
    const auto words = [](const char* text) {
        return QCoreApplication::translate("weft::ui::FunctionFacts", text);
    };
    QStringList all;
    if (const Item* gradient = gradientFunctionOf(document, function)) {
        all << words("gradient %1").arg(toQt(gradient->name));
    }
    for (const Item* of : functionsOfGradient(document, function)) {
        all << words("gradient of %1").arg(toQt(of->name));
    }
    return all;
}

}  // namespace weft::ui
