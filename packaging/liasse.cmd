@echo off
rem The command line of an installed Liasse, on the Node of the application itself.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Liasse.exe" "%~dp0..\app.asar\out\main\cli.js" %*
exit /b %errorlevel%
