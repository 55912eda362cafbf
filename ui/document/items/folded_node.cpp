// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/items/folded_node.h"

#include <QCoreApplication>

#include "engine/compose/foreign/gradient_age.h"
#include "ui/document/functions/flow_panes.h"
#include "ui/document/graph_diagram.h"

namespace weft::ui {

void describeFolded(const Document& document, const Expansion& expansion, const Folds& folds,
                    const Item& item, DiagramNode& node) {
    const auto words = [](const char* text) {
        return QCoreApplication::translate("weft::ui::Diagram", text);
    };
    node.category = Category::State;
    node.form = NodeForm::Group;
    switch (folds.anchors.at(item.id)) {
        case Folds::Kind::Variable:
            node.type = QStringLiteral("Variable");
            node.form = NodeForm::Variable;
            if (const auto tensor =
                    expansion.tensorAt({item.id, outputPorts(document, item).front().port})) {
                node.note = noteOf(portOf(expansion.graph, *tensor, {}));
            }
            break;
        case Folds::Kind::Training:
            node.type = words("Training");
            node.category = Category::Train;
            if (staleGradients(document)) {
                node.warning = words("its gradients belong to the old graph");
            }
            break;
        case Folds::Kind::Housekeeping:
            node.type = words("Save and init");
            node.category = Category::Io;
            break;
        case Folds::Kind::While:
        case Folds::Kind::Cond:
            node.type =
                folds.anchors.at(item.id) == Folds::Kind::While ? words("While") : words("Cond");
            node.form = NodeForm::Box;
            node.category = Category::Control;
            break;
        case Folds::Kind::Part:
            node.type = words("Part");
            node.category = Category::Control;
            break;
    }
}

}  // namespace weft::ui
