// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>
#include <vector>

#include "engine/functions/flow_form.h"
#include "ui/document/engine_document.h"

/// @file
/// Parts of a drawing as the texts that other programs read: NodeDef and GraphDef, TensorFlow 1 in
/// Python; and the text of one node taken back.

namespace weft::ui {

/// Nodes of one graph: of the drawing's, or of the body of a function.
struct ShownNodes {
    /// Part of the document. Where calls are laid out for gradients it is as drawn, without these,
    /// unless nodes behind the gradients were asked for.
    const Graph* graph = nullptr;
    ItemId function;            ///< whose body it is; none: the drawing
    std::vector<NodeId> nodes;  ///< in graph order
};
/// What these ids of a diagram stand for: of groups all in them. @param shown the group that is
/// looked into, 0: the top.
ShownNodes nodesOf(const EngineDocument& document, const QSet<quint64>& ids, quint64 shown = 0);
/// GraphDef text of nodes alone.
QString nodesText(const ShownNodes& shown);
/// A program that makes them; inside a function one that defines it. Linear in the library.
QString pythonText(const EngineDocument& document, const ShownNodes& shown);
/// GraphDef text that other programs take: with the functions that the nodes call, or with frames.
/// Errors: those of inForm().
Result<std::string> copiedGraphDef(const EngineDocument& document, const ShownNodes& shown,
                                   FlowForm form);
/// FunctionDef texts of what nodes call, and inside a function first of that one; each function
/// once. Empty where there is none. Linear in the library: not for the window's thread.
QString functionTexts(const EngineDocument& document, const ShownNodes& shown);

/// The item whose text may be edited: a single op that a person placed. 0: none.
quint64 editableNode(const EngineDocument& document, const QSet<quint64>& ids);
/// Makes an op what its text says: name, op, device, attributes, inputs; in a body, too. Errors: InvalidArgument
/// with `(line L` in it for text that is no node, attributes that the op does not allow, inputs that
/// are not there.
Status setNodeText(Edit& edit, const EngineDocument& document, ItemId item, const QString& text);
/// The line that a message of setNodeText() speaks of, from 1; 0: none.
int lineIn(const QString& message);

}  // namespace weft::ui
