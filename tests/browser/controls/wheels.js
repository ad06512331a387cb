/* Controls as their makers wrote them for the service that is gone: nothing here knows of our host. */
(function () {
  var wheels = document.getElementById('wheels');

  function draw(control) {
    var button = document.getElementById(control.controlID);
    if (!button) {
      button = document.createElement('button');
      button.id = control.controlID;
      button.onclick = function () {
        mixer.socket
          .call('giveInput', { controlID: control.controlID, event: 'spin', angle: 90 })
          .then(function () { button.dataset.answer = 'done'; })
          .catch(function (error) { button.dataset.answer = error.code + ' ' + error.message; });
      };
      wheels.appendChild(button);
    }
    button.textContent = control.text || control.controlID;
    button.disabled = control.disabled;
  }

  mixer.socket.on('onSceneCreate', function (params) {
    params.scenes.forEach(function (scene) { scene.controls.forEach(draw); });
  });
  mixer.socket.on('onControlCreate', function (params) { params.controls.forEach(draw); });
  mixer.socket.on('onControlUpdate', function (params) { params.controls.forEach(draw); });
  mixer.socket.on('onControlDelete', function (params) {
    params.controls.forEach(function (control) { document.getElementById(control.controlID).remove(); });
  });
  mixer.socket.on('onParticipantJoin', function (params) {
    document.getElementById('who').textContent = params.participants[0].username;
  });
  mixer.socket.on('onReady', function (params) { document.body.dataset.ready = params.isReady; });
  mixer.socket.on('event', function (params) { document.body.dataset.event = JSON.stringify(params); });
  mixer.display.settings().subscribe(function (settings) { document.body.dataset.language = settings.language; });
  mixer.clock.remoteToLocal(0).then(function () { document.body.dataset.clock = 'set'; });
  mixer.isLoaded();
})();
