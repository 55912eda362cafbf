// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <memory>

#include "ui/document/engine_document.h"

class QAction;
class QLineEdit;
class QMainWindow;

namespace weft::ui {

struct Actions;
class CanvasView;
class ChoicePopup;
class EditController;
class FindPopup;
class KeysWindow;
class TabArea;
class TextPanel;
struct ShownNodes;

/// The drawing as text and as lists: the Text panel, copies for other programs, what is found, all
/// commands, all keys. One for the window. GUI thread.
class StructureController final : public QObject {
    Q_OBJECT

public:
    /// What it works on; all outlive it.
    struct Parts {
        QMainWindow& window;
        CanvasView& canvas;
        EditController& edits;
        Actions& actions;
        TabArea& inspector;
        QLineEdit& search;
    };
    explicit StructureController(const Parts& parts);

    /// Follows a document; null: nothing is open.
    void look(std::shared_ptr<const EngineDocument> document);
    TextPanel& text() const { return *m_text; }
    ChoicePopup& commands() const { return *m_commands; }
    FindPopup& found() const { return *m_found; }
    KeysWindow& keys() const { return *m_keys; }

signals:
    /// Show this node, wherever it is.
    void placeChosen(quint64 id);

private:
    void showText();
    void showLater(const ShownNodes& shown, const QString& notice);
    void takeText(quint64 item, const QString& text);
    void openCommands();
    void copyText(bool python);
    QSet<quint64> chosen() const;
    QList<QAction*> allActions() const;

    Parts m_parts;
    std::shared_ptr<const EngineDocument> m_document;
    TextPanel* m_text = nullptr;        // owned by the inspector
    ChoicePopup* m_commands = nullptr;  // child of the window
    FindPopup* m_found = nullptr;       // child of the window
    KeysWindow* m_keys = nullptr;       // child of the window
    QList<QAction*> m_offered;          // by the commands that are open
    quint64 m_textAsked = 0;            // newest of showText()
};

}  // namespace weft::ui
