// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>
#include <vector>

#include "ui/document/engine_document.h"

/// @file
/// Parts of a drawing as the texts that other programs read: NodeDef and GraphDef, TensorFlow 1 in
/// Python; and the text of one node taken back.

namespace weft::ui {

/// The graph nodes that these ids of a diagram stand for, in graph order: of groups all in them.
std::vector<NodeId> nodesOf(const EngineDocument& document, const QSet<quint64>& ids);
/// GraphDef text of nodes.
QString graphDefText(const EngineDocument& document, const std::vector<NodeId>& nodes);
/// A program that makes them.
QString pythonText(const EngineDocument& document, const std::vector<NodeId>& nodes);

/// The item whose text may be edited: a single op that a person placed. 0: none.
quint64 editableNode(const EngineDocument& document, const QSet<quint64>& ids);
/// Makes an op what its text says: name, op, device, attributes, inputs. Errors: InvalidArgument
/// with `(line L` in it for text that is no node, attributes that the op does not allow, inputs that
/// are not there.
Status setNodeText(Edit& edit, const EngineDocument& document, ItemId item, const QString& text);
/// The line that a message of setNodeText() speaks of, from 1; 0: none.
int lineIn(const QString& message);

}  // namespace weft::ui
