// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSignalSpy>

#include "tests/engine/compose/functions/library_graphs.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/document/drawing.h"
#include "ui/panels/session_bar.h"
#include "ui/shell/session_controller.h"

namespace weft::ui::test {

/// The real window with functions: what is seen of them, entered by real clicks, called.
struct FunctionWindow {
    StudioFixture studio;

    /// A call (y) and a loop (w) of functions of x, opened.
    bool openCalls() {
        return studio.open(
            studio.file("calls.pbtxt", QByteArray::fromStdString(weft::test::callsAndLoop())));
    }

    const DiagramNode* node(const QString& name) const {
        const CanvasSnapshot& s = *studio.window->canvas().snapshot();
        const int at = s.diagram.indexOf(studio.probe().idOf(name));
        return at < 0 ? nullptr : &s.node(at);
    }
    QStringList names() const { return studio.probe().names(); }
    const Document& drawn() const { return studio.window->drawing()->document(); }

    /// A real double click into the picture of a function on a node.
    void openPane(const QString& name, int pane) {
        CanvasView& canvas = studio.window->canvas();
        const DiagramNode& on = *node(name);
        const int at = canvas.snapshot()->diagram.indexOf(on.id);
        const QRectF rect = canvas.snapshot()->rect(at);
        const QPointF scene = rect.topLeft() + paneRect(on, pane, rect.width()).center();
        const QPoint view = canvas.viewTransform().toView(scene).toPoint();
        QTest::mouseDClick(canvas.viewport(), Qt::LeftButton, {}, view);
    }

    /// Where in the drawing the window says that it is.
    QString place() const { return studio.window->findChild<SessionBar*>()->place(); }

    void leave() { QTest::keyClick(studio.window.get(), Qt::Key_Up, Qt::AltModifier); }

    /// Calls y and w with x = 3, of what is drawn by now. Equal calls are one line of the
    /// transcript, so that the answer is what tells when it is there.
    QString results() {
        const int before = studio.window->answered();
        studio.window->sessions().ask([](SessionFeed& feed) {
            feed.call({{"y:0", "w:0"}, {{"x:0", "3"}}});
        });
        if (!QTest::qWaitFor([&] { return studio.window->answered() > before; })) { return {}; }
        return studio.transcript().last().section('|', 1);
    }
};

}  // namespace weft::ui::test
