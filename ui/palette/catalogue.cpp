// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/catalogue.h"

#include <QCoreApplication>
#include <QHash>
#include <algorithm>

#include "ui/base/to_qt.h"
#include "ui/document/op_category.h"

namespace weft::ui {
namespace {

constexpr int kLastVersion = 9;  // of the numbers that op names end in: AddV2

/// Whether a newer op of the same purpose exists: ConcatV2 for Concat.
bool isSuperseded(const OpDef& op) {
    std::string_view base = op.name;
    int version = 1;
    if (base.size() > 2 && base[base.size() - 2] == 'V' && base.back() >= '2' &&
        base.back() <= '9') {
        version = base.back() - '0';
        base.remove_suffix(2);
    }
    for (int newer = version + 1; newer <= kLastVersion; ++newer) {
        if (OpRegistry::global().find(concat(base, "V", newer)) != nullptr) { return true; }
    }
    return false;
}

PaletteEntry entryOf(const OpDef& def) {
    const QString name = toQt(def.name);
    return {name, toQt(def.summary), categoryOfOp(name), PaletteLevel::All, false};
}

std::vector<PaletteEntry> unordered() {
    const auto words = [](const char* text) {
        return QCoreApplication::translate("weft::ui::Palette", text);
    };
    std::vector<PaletteEntry> all = {
        {QStringLiteral("Data source"),
         words("Rows of a file or a known data set: one socket a column."), Category::Data,
         PaletteLevel::All, false},
        {QStringLiteral("Placeholder for this column"),
         words("Fed by this column; its name, dtype and shape are filled in."), Category::Data,
         PaletteLevel::All, false, true},
        {QStringLiteral("Note"), words("Words on the canvas."), Category::Io, PaletteLevel::All,
         false}};
    for (const RecipeDef* recipe : allRecipes()) { all.push_back(entryOf(recipe->signature)); }
    for (const OpDef* op : OpRegistry::global().all()) {
        // What only compilation makes, and what stands for arguments, nobody places by this name.
        if (findRecipe(op->name) != nullptr || op->name.starts_with('_')) { continue; }
        PaletteEntry entry = entryOf(*op);
        entry.special = op->deprecatedSince > 0 || isSuperseded(*op);
        all.push_back(std::move(entry));
    }
    return all;
}

}  // namespace

const QStringList& startEntries() {
    static const QStringList names = {QStringLiteral("Placeholder"),
                                      QStringLiteral("Variable"),
                                      QStringLiteral("Const"),
                                      QStringLiteral("Add"),
                                      QStringLiteral("Mul"),
                                      QStringLiteral("MatMul"),
                                      QStringLiteral("Dense"),
                                      QStringLiteral("Conv2D"),
                                      QStringLiteral("MaxPool"),
                                      QStringLiteral("Flatten"),
                                      QStringLiteral("Dropout"),
                                      QStringLiteral("Relu"),
                                      QStringLiteral("Sigmoid"),
                                      QStringLiteral("Softmax"),
                                      QStringLiteral("SoftmaxLoss"),
                                      QStringLiteral("SquaredError"),
                                      QStringLiteral("Mean"),
                                      QStringLiteral("Accuracy"),
                                      QStringLiteral("GradientDescent"),
                                      QStringLiteral("Momentum"),
                                      QStringLiteral("Adam"),
                                      QStringLiteral("Data source"),
                                      QStringLiteral("ScalarSummary"),
                                      QStringLiteral("Note")};
    return names;
}

std::vector<PaletteEntry> catalogue() {
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < startEntries().size(); ++i) { places.insert(startEntries()[i], i); }
    std::vector<PaletteEntry> all = unordered();
    for (PaletteEntry& entry : all) {
        if (!places.contains(entry.name)) { continue; }
        entry.level = PaletteLevel::Start;
        entry.special = false;  // Add is what people look for, whatever came after it
    }
    std::stable_sort(all.begin(), all.end(), [&](const PaletteEntry& a, const PaletteEntry& b) {
        const qsizetype last = startEntries().size();
        return places.value(a.name, last) < places.value(b.name, last);
    });
    return all;
}

}  // namespace weft::ui
