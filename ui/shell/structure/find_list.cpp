// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/structure/find_list.h"

#include <QRegularExpression>
#include <algorithm>

#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

/// How well a node fits; 0: not.
int fitOf(const QString& name, const QString& type, const QString& asked) {
    const QString last = name.section('/', -1);
    if (last.compare(asked, Qt::CaseInsensitive) == 0) { return 100; }
    if (type.compare(asked, Qt::CaseInsensitive) == 0) { return 80; }
    if (last.startsWith(asked, Qt::CaseInsensitive)) { return 60; }
    if (name.contains(asked, Qt::CaseInsensitive)) { return 40; }
    return type.contains(asked, Qt::CaseInsensitive) ? 20 : 0;
}

}  // namespace

std::vector<FoundNode> findNodes(const EngineDocument& document, const QString& asked,
                                 QString* error) {
    std::vector<FoundNode> found;
    const QString text = asked.trimmed();
    if (text.isEmpty() || !document.project) { return found; }
    const bool isExpression = text.size() > 2 && text.startsWith('/') && text.endsWith('/');
    const bool byOp = text.startsWith(QStringLiteral("op:"), Qt::CaseInsensitive);
    const QString op = byOp ? text.mid(3).trimmed() : QString();
    const QRegularExpression expression(isExpression ? text.mid(1, text.size() - 2) : QString(),
                                        QRegularExpression::CaseInsensitiveOption);
    if (isExpression && !expression.isValid()) {
        if (error != nullptr) { *error = expression.errorString(); }
        return found;
    }
    for (const Item* item : document.project->all<Item>()) {
        FoundNode node;
        node.id = item->id.value;
        node.name = toQt(document.project->pathOf(item->id));
        // What lies in a body is called by its function's name, too.
        if (const Item* function = document.project->item(document.project->functionOf(item->id))) {
            node.name = toQt(function->name) + QStringLiteral("()/") + node.name;
        }
        if (const auto* made = item->as<OpItem>()) {
            node.type = toQt(made->op);
        } else if (const auto* recipe = item->as<RecipeItem>()) {
            node.type = toQt(recipe->recipe);
        } else if (item->as<GroupItem>() != nullptr) {
            node.type = QStringLiteral("Group");
        } else if (item->as<DataItem>() != nullptr) {
            node.type = QStringLiteral("Data");
        } else if (item->as<FunctionItem>() != nullptr) {
            node.type = QStringLiteral("Function");
        } else {
            continue;
        }
        if (isExpression) {
            const bool fits =
                expression.match(node.name).hasMatch() || expression.match(node.type).hasMatch();
            node.fit = fits ? 50 : 0;
        } else if (byOp) {
            node.fit = node.type.compare(op, Qt::CaseInsensitive) == 0                  ? 100
                       : node.type.startsWith(op, Qt::CaseInsensitive) && !op.isEmpty() ? 50
                                                                                        : 0;
        } else {
            node.fit = fitOf(node.name, node.type, text);
        }
        if (node.fit > 0) { found.push_back(std::move(node)); }
    }
    std::ranges::stable_sort(found, [](const FoundNode& a, const FoundNode& b) {
        return a.fit != b.fit ? a.fit > b.fit : a.name.size() < b.name.size();
    });
    if (found.size() > kMostFound) { found.resize(kMostFound); }
    return found;
}

}  // namespace weft::ui
